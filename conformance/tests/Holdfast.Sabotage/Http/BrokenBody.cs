using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Sabotage;

/// <summary>Defects that know the whole body, and what came after it, before the sound server sees the first octet.</summary>
internal static class BrokenBody
{
    /// <summary>Reads the body of a request that has one, lets <paramref name="change"/> give another, and goes on with that.</summary>
    /// <param name="isMeant">Which requests. Others pass as they are, with their cuts and stalls.</param>
    /// <param name="change">Gets the body; gives what the server reads, or <see langword="null"/> when it has answered already.</param>
    public static Break Whole(Func<HttpRequest, bool> isMeant, Func<HttpContext, byte[], byte[]?> change) => Broken.Exchange(async (context, next) =>
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

    /// <summary>The trailers, once the body was read.</summary>
    public static IHeaderDictionary Trailers(HttpContext context) =>
        context.Request.CheckTrailersAvailable() ? context.Features.Get<IHttpRequestTrailersFeature>()!.Trailers : new HeaderDictionary();

    /// <summary>Gives the server other trailers than came.</summary>
    public static void SetTrailers(HttpContext context, params IEnumerable<string> checksums)
    {
        var trailers = new HeaderDictionary();
        foreach (var checksum in checksums)
        {
            trailers.Append("Upload-Checksum", checksum);
        }

        context.Features.Set<IHttpRequestTrailersFeature>(new OtherTrailers(trailers));
    }

    /// <summary>Lets the server forget that a trailer was announced, and that it came.</summary>
    public static void ForgetTrailers(HttpContext context)
    {
        context.Request.Headers.Remove("Trailer");
        SetTrailers(context);
    }

    // A body that is cut is nobody's: the connection ends, and nothing was stored.
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
