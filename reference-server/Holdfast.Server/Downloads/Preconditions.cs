using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Downloads;

/// <summary>
/// The conditions of a GET (RFC 9110, 13.1), judged in the order of 13.2.2. If-Range belongs to <see cref="ByteRanges"/>.
/// </summary>
internal static class Preconditions
{
    private const int NotModified = 304;
    private const int PreconditionFailed = 412;

    /// <summary>The status that answers the request; null when nothing keeps it from being carried out.</summary>
    public static int? StatusOf(RequestHeaders headers, EntityTagHeaderValue tag, DateTimeOffset? lastModified)
    {
        if (headers.IfMatch is { Count: > 0 } wanted ? !Names(wanted, tag, isStrong: true) : headers.IfUnmodifiedSince < lastModified)
        {
            return PreconditionFailed;
        }

        return (headers.IfNoneMatch is { Count: > 0 } known ? Names(known, tag, isStrong: false) : headers.IfModifiedSince >= lastModified)
            ? NotModified
            : null;
    }

    private static bool Names(IList<EntityTagHeaderValue> tags, EntityTagHeaderValue tag, bool isStrong) =>
        tags.Any(named => named.Equals(EntityTagHeaderValue.Any) || named.Compare(tag, useStrongComparison: isStrong));
}
