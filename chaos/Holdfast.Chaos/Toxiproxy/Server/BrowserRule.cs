using Microsoft.AspNetCore.Http;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>
/// Refuses requests of browsers, so that a web page cannot change proxies without the user's knowledge: by User-Agent, as Toxiproxy does,
/// and every request with an Origin, because the API serves no pages.
/// </summary>
internal static class BrowserRule
{
    /// <summary>Why a request is refused; null if it is not.</summary>
    public static string? Refuses(HttpRequest request)
    {
        if (request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal))
        {
            return "User agent not allowed";
        }

        return request.Headers.Origin.Count == 0 ? null : "Origin not allowed";
    }
}
