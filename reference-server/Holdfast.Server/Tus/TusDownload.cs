using System.Text;
using Holdfast.Protocol.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server;

/// <summary>
/// GET, which tus leaves open: what is stored, with ranges, as in tusd. What a browser could run is never shown inline
/// (RFC 6266 for the disposition, RFC 8187 for names outside ASCII).
/// </summary>
internal sealed class TusDownload(UploadCore core, IServingStore store)
{
    // tusd's list of types that a browser shows without running anything.
    private static readonly HashSet<string> Inert = new(StringComparer.OrdinalIgnoreCase)
    {
        "text/plain", "image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp", "audio/wave", "audio/wav", "audio/x-wav",
        "audio/x-pn-wav", "audio/webm", "audio/ogg", "video/mp4", "video/webm", "video/ogg", "application/ogg",
    };

    /// <summary>Writes the whole answer, or gives the refusal back.</summary>
    public async Task<TusReply?> ServeAsync(TusRequest request)
    {
        var outcome = await core.FindAsync(request.Id);
        if (outcome is not { Upload: { } upload, Error: null })
        {
            return TusReply.Refuse(outcome.Error!);
        }

        var stream = await store.OpenReadAsync(upload, request.Context.RequestAborted);
        if (stream is null)
        {
            return TusReply.Refuse(UploadErrors.NotFound);
        }

        var metadata = Values(upload.Metadata);
        var type = MediaTypeHeaderValue.TryParse(metadata.GetValueOrDefault("filetype"), out var parsed)
            ? parsed
            : new MediaTypeHeaderValue("application/octet-stream");
        request.Context.Response.Headers.ContentDisposition = Disposition(type, metadata.GetValueOrDefault("filename"));
        await Results.Stream(stream, type.ToString(), enableRangeProcessing: true).ExecuteAsync(request.Context);
        return null;
    }

    private static string Disposition(MediaTypeHeaderValue type, string? name)
    {
        var disposition = new ContentDispositionHeaderValue(Inert.Contains(type.MediaType.Value ?? "") ? "inline" : "attachment");
        if (!string.IsNullOrEmpty(name))
        {
            disposition.SetHttpFileName(new string([.. name.Where(character => !char.IsControl(character))]));
        }

        return disposition.ToString();
    }

    private static Dictionary<string, string> Values(string? header) =>
        header is not null && UploadMetadata.TryParse(header, out var metadata)
            ? metadata.Pairs.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span), StringComparer.Ordinal)
            : [];
}
