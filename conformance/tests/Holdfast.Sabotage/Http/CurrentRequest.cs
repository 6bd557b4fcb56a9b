using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage;

/// <summary>What a store that is defective knows of the request whose body it takes.</summary>
internal static class Arrived
{
    private static readonly AsyncLocal<HttpRequest?> Current = new();

    /// <summary>Needed by every defect that asks for <see cref="Request"/>.</summary>
    public static Break Watch { get; } = Broken.Request(request => Current.Value = request);

    /// <summary>The request that is being answered.</summary>
    public static HttpRequest Request => Current.Value ?? new DefaultHttpContext().Request;

    /// <summary>Whether the body ended before its end, of which <paramref name="kept"/> octets came.</summary>
    public static bool IsCut(long kept) =>
        Request.ContentLength is { } length ? kept < length : Request.SupportsTrailers() && !Request.CheckTrailersAvailable();
}
