using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server;

/// <summary>Requests for several ranges at once; one range is the framework's business, which ignores several.</summary>
internal static class ByteRanges
{
    // RFC 9110, 17.15: many small ranges cost the server more than the client. Viewers of documents ask for a few dozen.
    private const int MostRanges = 64;

    /// <summary>
    /// The ranges to answer in parts; null when they are one or none, when the whole upload is the better answer, or when another
    /// condition than If-Range comes along (RFC 9110, 14.2: a server may ignore Range).
    /// </summary>
    public static IReadOnlyList<ByteRange>? Of(HttpRequest request, UploadInfo upload, EntityTagHeaderValue tag)
    {
        var headers = request.GetTypedHeaders();
        if (headers.Range is not { Ranges.Count: > 1, Unit.Value: "bytes" } asked || HasCondition(request) || !IsStillThat(headers.IfRange, upload, tag))
        {
            return null;
        }

        var ranges = asked.Ranges.Select(range => ByteRange.Of(range, upload.Offset)).OfType<ByteRange>().ToList();
        if (ranges.Count > 1)
        {
            return IsReasonable(ranges) ? ranges : null;
        }

        // Ranges that can't be satisfied are left out (RFC 9110, 14.2). One range or none may remain; none is answered with 416.
        var only = asked.Ranges.FirstOrDefault(range => ByteRange.Of(range, upload.Offset) is not null) ?? asked.Ranges.First();
        request.Headers.Range = $"bytes={only}";
        return null;
    }

    // Go's server, and so tusd, answers with everything when the ranges have more bytes than the whole; then some overlap.
    private static bool IsReasonable(List<ByteRange> ranges)
    {
        var inOrder = ranges.OrderBy(range => range.First).ToList();
        return ranges.Count <= MostRanges && inOrder.Zip(inOrder.Skip(1)).All(pair => pair.First.Last < pair.Second.First);
    }

    private static bool HasCondition(HttpRequest request) =>
        new[] { HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, HeaderNames.IfUnmodifiedSince }.Any(request.Headers.ContainsKey);

    // RFC 9110, 13.1.5: the ranges are wanted of exactly that content, otherwise all of the present one.
    private static bool IsStillThat(RangeConditionHeaderValue? condition, UploadInfo upload, EntityTagHeaderValue tag) =>
        condition is null
        || condition.EntityTag?.Compare(tag, useStrongComparison: true) == true
        || (condition.LastModified is { } time && time.ToUnixTimeSeconds() == upload.LastChanged?.ToUnixTimeSeconds());
}
