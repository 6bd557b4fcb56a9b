using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Http;

/// <summary>The request that is being answered, for a defective store or locker, which is not given it.</summary>
internal static class CurrentRequest
{
    private static readonly AsyncLocal<HttpRequest?> Current = new();

    /// <summary>Remembers the request; every defect that uses <see cref="Value"/> needs it.</summary>
    public static Break Track { get; } = Broken.Request(request => Current.Value = request);

    /// <summary>The request that is being answered.</summary>
    public static HttpRequest Value => Current.Value ?? new DefaultHttpContext().Request;

    /// <summary>Whether the body, of which <paramref name="kept"/> bytes arrived, was cut before its end.</summary>
    public static bool IsCut(long kept) =>
        Value.ContentLength is { } length ? kept < length : Value.SupportsTrailers() && !Value.CheckTrailersAvailable();
}
