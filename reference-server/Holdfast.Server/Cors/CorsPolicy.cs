using System.Text.RegularExpressions;
using Holdfast.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Cors;

/// <summary>Lets scripts of other origins upload: decides on the origin and sets the headers, on refusals too.</summary>
internal sealed class CorsPolicy
{
    // tusd's list, and PUT, which creates in the IETF draft.
    private static readonly string[] Methods = ["POST", "HEAD", "PATCH", "OPTIONS", "GET", "DELETE", "PUT"];

    // tusd's list, and the checksum fields, which it lacks. Ranges and conditions are for downloads by scripts.
    private static readonly string[] RequestHeaders =
    [
        "Authorization", "Origin", "X-Requested-With", "X-Request-ID", "X-HTTP-Method-Override", "Content-Type", "Upload-Length",
        "Upload-Offset", "Tus-Resumable", "Upload-Metadata", "Upload-Defer-Length", "Upload-Concat", "Upload-Incomplete", "Upload-Complete",
        "Upload-Draft-Interop-Version", "Upload-Checksum", "Content-Disposition", "Content-Digest", "Repr-Digest", "Want-Repr-Digest",
        "Range", "If-Range", "If-Match", "If-None-Match",
    ];

    // tusd's list, and the fields that extensions and downloads need besides.
    private static readonly string[] ResponseHeaders =
    [
        "Upload-Offset", "Location", "Upload-Length", "Tus-Version", "Tus-Resumable", "Tus-Max-Size", "Tus-Extension", "Upload-Metadata",
        "Upload-Defer-Length", "Upload-Concat", "Upload-Incomplete", "Upload-Complete", "Upload-Draft-Interop-Version", "Upload-Expires",
        "Upload-Limit", "Accept-Patch", "Repr-Digest", "Tus-Checksum-Algorithm", "Content-Disposition", "Content-Range", "Accept-Ranges",
        "ETag", "Retry-After",
    ];

    private readonly Regex _allowed;
    private readonly bool _credentials;
    private readonly string _methods;
    private readonly string _requestHeaders;
    private readonly string _responseHeaders;
    private readonly string _maxAge;

    /// <exception cref="ArgumentException">The expression for origins isn't one.</exception>
    public CorsPolicy(CorsOptions options)
    {
        // tusd's expressions are RE2's: no backtracking, so no origin is expensive.
        _allowed = new Regex(options.AllowOrigin, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        _credentials = options.AllowCredentials;
        _methods = string.Join(", ", Methods.Union(options.AllowMethods));
        _requestHeaders = string.Join(", ", RequestHeaders.Concat(options.AllowHeaders));
        _responseHeaders = string.Join(", ", ResponseHeaders.Concat(options.ExposeHeaders));
        _maxAge = WireNumber.Format((long)options.MaxAge.TotalSeconds);
    }

    /// <summary>False when the request comes from an origin that may not use the server.</summary>
    public bool Admits(HttpContext context)
    {
        var headers = context.Response.Headers;

        // Also without Origin: a cache must not give that answer to a script (Fetch standard, "CORS protocol and HTTP caches").
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return true;
        }

        if (!IsOrigin(origin) || !_allowed.IsMatch(origin))
        {
            return false;
        }

        Set(headers, HeaderNames.AccessControlAllowOrigin, origin);
        if (_credentials)
        {
            Set(headers, HeaderNames.AccessControlAllowCredentials, "true");
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            Set(headers, HeaderNames.AccessControlAllowMethods, _methods);
            Set(headers, HeaderNames.AccessControlAllowHeaders, _requestHeaders);
            Set(headers, HeaderNames.AccessControlMaxAge, _maxAge);
        }
        else
        {
            Set(headers, HeaderNames.AccessControlExposeHeaders, _responseHeaders);
        }

        return true;
    }

    // RFC 6454, 7.1: visible ASCII; a browser sends only one. It is repeated in the response, which can't carry other characters.
    private static bool IsOrigin(string text) =>
        !text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.Contains(',', StringComparison.Ordinal);

    // The decision of an application in front of this one stays.
    private static void Set(IHeaderDictionary headers, string name, string value) => headers.TryAdd(name, value);
}
