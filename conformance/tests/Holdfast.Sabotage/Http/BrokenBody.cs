using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Sabotage.Http;

/// <summary>Defects that need the whole body and its trailers before the sound server reads the first byte.</summary>
internal static class BrokenBody
{
    /// <summary>Reads the whole body and replaces it with what <paramref name="change"/> returns.</summary>
    /// <param name="isMeant">Selects the requests. All others pass unchanged, with their cuts and stalls.</param>
    /// <param name="change">
    /// Is given the body; returns what the server reads, or <see langword="null"/> if it has answered the request itself.
    /// </param>
    public static Break Whole(Func<HttpRequest, bool> isMeant, Func<HttpContext, byte[], byte[]?> change) =>
        Broken.Exchange(async (context, next) =>
    {
        if (!isMeant(context.Request))
        {
            await next(context);
            return;
        }

        if (await ReadAsync(context) is not { } body || change(context, body) is not { } other)
        {
            return;
        }

        context.Request.Body = new MemoryStream(other);
        context.Request.ContentLength = context.Request.ContentLength is null ? null : other.Length;
        await next(context);
    });

    /// <summary>The trailers, after the body was read.</summary>
    public static IHeaderDictionary Trailers(HttpContext context) =>
        context.Request.CheckTrailersAvailable() ? context.Features.Get<IHttpRequestTrailersFeature>()!.Trailers : new HeaderDictionary();

    /// <summary>Replaces the trailers that the server reads.</summary>
    public static void SetTrailers(HttpContext context, params IEnumerable<string> checksums)
    {
        var trailers = new HeaderDictionary();
        foreach (var checksum in checksums)
        {
            trailers.Append("Upload-Checksum", checksum);
        }

        context.Features.Set<IHttpRequestTrailersFeature>(new OtherTrailers(trailers));
    }

    /// <summary>Removes the trailer and its announcement.</summary>
    public static void ForgetTrailers(HttpContext context)
    {
        context.Request.Headers.Remove("Trailer");
        SetTrailers(context);
    }

    // Of a body that is cut nothing is stored; the connection is closed.
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        using var whole = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(whole);
            return whole.ToArray();
        }
        catch (IOException)
        {
            context.Abort();
            return null;
        }
    }

    private sealed class OtherTrailers(IHeaderDictionary trailers) : IHttpRequestTrailersFeature
    {
        public bool Available => true;

        public IHeaderDictionary Trailers => trailers;
    }
}
