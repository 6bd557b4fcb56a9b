using System.Text;
using Holdfast.Protocol.Tus;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Ietf;

/// <summary>
/// Turns the fields that describe a creation's content into the metadata that downloads read. tus-js-client sends Upload-Metadata also in
/// the draft's modes; it is preferred, since it has more.
/// </summary>
internal static class IetfMetadata
{
    /// <summary>The metadata in the form of <c>Upload-Metadata</c>; null when there is none.</summary>
    public static string? Of(IetfRequest request)
    {
        var headers = request.Context.Request.Headers;
        if (headers[TusHeaders.UploadMetadata] is [{ } text] && UploadMetadata.TryParse(text, out var metadata) && metadata.Pairs.Count > 0)
        {
            return metadata.Text;
        }

        var pairs = new (string Key, string? Value)[]
        {
            ("filename", NameIn(headers.ContentDisposition.ToString())), ("filetype", TypeOf(request)),
        };
        var known = pairs.Where(pair => !string.IsNullOrEmpty(pair.Value))
            .Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value!))}").ToList();
        return known.Count > 0 ? string.Join(',', known) : null;
    }

    // RFC 6266, 4.3: the extended form is preferred. Whatever the name holds, it is cleaned where it is used.
    private static string? NameIn(string disposition) =>
        ContentDispositionHeaderValue.TryParse(disposition, out var parsed)
            ? HeaderUtilities.RemoveQuotes(parsed.FileNameStar.HasValue ? parsed.FileNameStar : parsed.FileName).Value
            : null;

    // The media type of a piece says nothing about the whole.
    private static string? TypeOf(IetfRequest request) => request.HasPartialUploadType ? null : request.Context.Request.ContentType;
}
