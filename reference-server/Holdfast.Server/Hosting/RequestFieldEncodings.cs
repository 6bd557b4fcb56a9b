using System.Text;
using Holdfast.Server.Proxies;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Hosting;

/// <summary>Turns the bytes of a request's header fields into text.</summary>
internal static class RequestFieldEncodings
{
    // RFC 9113, 8.3.1: HTTP/2's replacement of Host.
    private const string Authority = ":authority";

    // RFC 9110, 5.5: bytes outside ASCII are opaque. Kestrel refuses a whole request for a byte that isn't UTF-8 in any field, also in one
    // that this server doesn't read, such as a User-Agent in Latin-1.
    private static readonly UTF8Encoding Lenient = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public static void Use(KestrelServerOptions kestrel) => kestrel.RequestHeaderEncodingSelector = name =>
        name == HeaderNames.ContentLength ? StrictContentLength.Instance
        : name == HeaderNames.Host || name == Authority ? UnspecifiedHost.Instance
        : Lenient;
}
