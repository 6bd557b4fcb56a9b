using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Downloads;

/// <summary>Reads the ranges that a request asks for.</summary>
internal static class ByteRanges
{
    // RFC 9110, 17.15: many small ranges cost the server more than the client. Viewers of documents ask for a few dozen.
    private const int MostRanges = 64;

    /// <summary>
    /// The ranges to send, in the requested order; empty when no byte is in any (416). Null when the whole upload is asked for, or is the
    /// better answer (RFC 9110, 14.2: a server may ignore Range).
    /// </summary>
    /// <param name="request">The request, whose preconditions hold.</param>
    /// <param name="length">How many bytes there are.</param>
    /// <param name="tag">Their entity tag.</param>
    /// <param name="lastModified">Their date, in whole seconds.</param>
    public static IReadOnlyList<ByteRange>? Of(HttpRequest request, long length, EntityTagHeaderValue tag, DateTimeOffset? lastModified)
    {
        var headers = request.GetTypedHeaders();
        if (request.Headers.Range.Count != 1 || headers.Range is not { Unit.Value: "bytes" } asked
            || !IsStillThat(headers.IfRange, tag, lastModified))
        {
            return null;
        }

        // Ranges that can't be satisfied are left out (RFC 9110, 14.2).
        var ranges = asked.Ranges.Select(range => ByteRange.Of(range, length)).OfType<ByteRange>().ToList();
        return IsReasonable(ranges) ? ranges : null;
    }

    // Go's server, and so tusd, answers with everything when the ranges have more bytes than the whole; then some overlap.
    private static bool IsReasonable(List<ByteRange> ranges)
    {
        var inOrder = ranges.OrderBy(range => range.First).ToList();
        return ranges.Count <= MostRanges && inOrder.Zip(inOrder.Skip(1)).All(pair => pair.First.Last < pair.Second.First);
    }

    // RFC 9110, 13.1.5: the ranges are wanted of exactly that content, otherwise all of the present one.
    private static bool IsStillThat(RangeConditionHeaderValue? condition, EntityTagHeaderValue tag, DateTimeOffset? lastModified) =>
        condition is null
        || condition.EntityTag?.Compare(tag, useStrongComparison: true) == true
        || (condition.LastModified is { } time && time == lastModified);
}
