using System.Globalization;
using System.Text;
using Holdfast.Protocol.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server;

/// <summary>
/// GET, which tus leaves open: what is stored, with ranges and conditions, as in tusd; unlike there, it neither waits for a running
/// upload nor stops it.
/// </summary>
internal sealed class TusDownload(UploadCore core, IServingStore store)
{
    /// <summary>Writes the whole answer, or gives the refusal back.</summary>
    public async Task<UploadReply?> ServeAsync(TusRequest request)
    {
        var outcome = await core.SeeAsync(request.Id);
        if (outcome is not { Upload: { } upload, Error: null })
        {
            return UploadReply.Refuse(outcome.Error!);
        }

        if (upload.IsWaiting)
        {
            return UploadReply.Refuse(ConcatenationErrors.Incomplete);
        }

        var stream = await store.OpenReadAsync(upload, request.Context.RequestAborted);
        if (stream is null)
        {
            return UploadReply.Refuse(UploadErrors.NotFound);
        }

        var content = DownloadContent.Of(Values(upload.Metadata));
        request.Context.Response.Headers.ContentDisposition = content.Disposition;
        var result = ByteRanges.Of(request.Context.Request, upload, TagOf(upload)) is { } ranges
            ? new MultipartDownload(stream, content.Type, ranges, upload, TagOf(upload))
            : Results.Stream(stream, content.Type, lastModified: upload.LastChanged, entityTag: TagOf(upload), enableRangeProcessing: true);
        await result.ExecuteAsync(request.Context);
        return null;
    }

    // Stored bytes never change, so that the offset tells two contents of one upload apart; the time, those of two uploads that had
    // the same id one after the other.
    private static EntityTagHeaderValue TagOf(UploadInfo upload) =>
        new(string.Create(CultureInfo.InvariantCulture, $"\"{upload.LastChanged?.UtcTicks ?? 0:x}-{upload.Offset:x}\""));

    private static Dictionary<string, string> Values(string? header) =>
        header is not null && UploadMetadata.TryParse(header, out var metadata)
            ? metadata.Pairs.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span), StringComparer.Ordinal)
            : [];
}
