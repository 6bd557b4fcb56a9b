using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server;

/// <summary>
/// The scheme and host that the client used, as a proxy in front tells them: <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c>, over
/// them <c>Forwarded</c> (RFC 7239). Of several hops the first counts, which is the one that the client spoke to. What isn't a plain
/// host or one of the two schemes is ignored. Only for servers that nobody reaches except through their proxy.
/// </summary>
internal static partial class ForwardedHeaders
{
    /// <summary>Makes the request look as the client sent it; default ports are left out, as in tusd.</summary>
    public static void Apply(HttpRequest request)
    {
        var headers = request.Headers;
        var forwarded = FirstHop(headers["Forwarded"].ToString());
        var scheme = Scheme(Parameter(forwarded, "proto")) ?? Scheme(FirstHop(headers["X-Forwarded-Proto"].ToString()));
        var host = Host(Parameter(forwarded, "host")) ?? Host(FirstHop(headers["X-Forwarded-Host"].ToString()));
        request.Scheme = scheme ?? request.Scheme;
        request.Host = WithoutDefaultPort(host is null ? request.Host : new HostString(host), request.Scheme);
    }

    // RFC 7239, 4: hops are separated by commas, which may also stand in quotes.
    private static string FirstHop(string value) => Hop().Match(value).Value.Trim();

    private static string Parameter(string hop, string name) => Pair().Matches(hop)
        .FirstOrDefault(pair => pair.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase))?.Groups["value"].Value ?? "";

    private static string? Scheme(string text) => text.ToLowerInvariant() is "http" or "https" ? text.ToLowerInvariant() : null;

    private static string? Host(string text) => PlainHost().IsMatch(text) ? text : null;

    private static HostString WithoutDefaultPort(HostString host, string scheme) =>
        host.Port == (scheme == "https" ? 443 : 80) ? new HostString(host.Value![..host.Value!.LastIndexOf(':')]) : host;

    [GeneratedRegex("""^([^,"]|"[^"]*")*""")]
    private static partial Regex Hop();

    [GeneratedRegex("""(?:^|;)\s*(?<name>\w+)=("(?<value>[^"]*)"|(?<value>[^;"]*))""", RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();

    // A name or an IPv4 address, or an IPv6 address in brackets; then a port (RFC 9110, 7.2).
    [GeneratedRegex(@"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z")]
    private static partial Regex PlainHost();
}
