using System.Globalization;
using System.Text;
using Holdfast.Server.Replies;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Downloads;

/// <summary>
/// The fields that tell a browser how to handle a download. Content that a browser could run is never shown inline (RFC 6266 for the
/// disposition, RFC 8187 for names outside ASCII). Both values come from the uploader's metadata, which is not trusted.
/// </summary>
/// <param name="Type">The value of Content-Type.</param>
/// <param name="Disposition">The value of Content-Disposition.</param>
internal sealed record DownloadContent(string Type, string Disposition)
{
    // As long as file systems take a name; more could make the header section too large for the client.
    private const int MaxNameLength = 255;

    // tusd's list of types that a browser shows without running anything.
    private static readonly HashSet<string> Inert = new(StringComparer.OrdinalIgnoreCase)
    {
        "text/plain", "image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp", "audio/wave", "audio/wav", "audio/x-wav",
        "audio/x-pn-wav", "audio/webm", "audio/ogg", "video/mp4", "video/webm", "video/ogg", "application/ogg",
    };

    /// <summary>Reads tusd's keys <c>filetype</c> and <c>filename</c>.</summary>
    public static DownloadContent Of(IReadOnlyDictionary<string, string> metadata)
    {
        var type = MediaTypeHeaderValue.TryParse(metadata.GetValueOrDefault("filetype"), out var parsed)
            ? parsed
            : new MediaTypeHeaderValue("application/octet-stream");
        var disposition = new ContentDispositionHeaderValue(Inert.Contains(type.MediaType.Value ?? "") ? "inline" : "attachment");
        var name = PlainName(metadata.GetValueOrDefault("filename") ?? "");
        if (name.Length > 0)
        {
            disposition.SetHttpFileName(name);
        }

        // A parameter may hold any character in quotes, an answer can't. The type itself is of ASCII letters, so it stays.
        return new DownloadContent(
            FieldText.IsSendable(type.ToString()) ? type.ToString() : type.MediaType.ToString(), disposition.ToString());
    }

    // RFC 6266, 4.3: only the last segment of a path counts. Control and format characters could split lines or reverse the direction of a
    // name.
    private static string PlainName(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var plain = string.Concat(last.EnumerateRunes()
            .Where(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)));
        var cut = Math.Min(plain.Length, MaxNameLength);
        return plain[..(cut > 0 && char.IsHighSurrogate(plain[cut - 1]) ? cut - 1 : cut)];
    }
}
