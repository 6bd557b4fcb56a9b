using Microsoft.AspNetCore.Http;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>
/// Keeps web pages from driving the proxy behind their reader's back: Toxiproxy's refusal of browsers by User-Agent,
/// and of every Origin, because the API serves no page of its own.
/// </summary>
internal static class BrowserRule
{
    /// <summary>Why the request is refused, or null.</summary>
    public static string? Refuses(HttpRequest request)
    {
        if (request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal))
        {
            return "User agent not allowed";
        }

        return request.Headers.Origin.Count == 0 ? null : "Origin not allowed";
    }
}
