using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Endpoints;

/// <summary>The transfer codings of a body (RFC 9112, 6.1 and 7).</summary>
internal static class TransferCodings
{
    private const string Chunked = "chunked";

    /// <summary>
    /// True when another coding than <c>chunked</c>, once, was applied. The host takes the chunks apart and looks at no other coding, so
    /// that compressed bytes would be stored as the upload's.
    /// </summary>
    public static bool AreUnknown(HttpRequest request)
    {
        var lines = request.Headers[HeaderNames.TransferEncoding];
        return lines.Count > 0 && !(lines is [{ } only] && only.Trim(' ', '\t', ',').Equals(Chunked, StringComparison.OrdinalIgnoreCase));
    }
}
