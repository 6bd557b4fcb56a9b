using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Proxies;

/// <summary>
/// The URL that the client used, as a proxy in front reports it: <c>X-Forwarded-Proto</c>, <c>X-Forwarded-Host</c>, <c>X-Forwarded-Port</c>
/// and <c>X-Forwarded-Prefix</c>, and with precedence <c>Forwarded</c> (RFC 7239). Of several hops the first counts, which is the one that
/// the client connected to. Values that can't be part of a URL are ignored. Only for servers that no client reaches except through their
/// proxy.
/// </summary>
internal static partial class ForwardedHeaders
{
    /// <summary>Makes the request look as the client sent it; default ports are left out, as in tusd.</summary>
    public static void Apply(HttpRequest request)
    {
        var headers = request.Headers;
        var forwarded = FirstHop(headers["Forwarded"].ToString());
        request.Scheme =
            Scheme(Parameter(forwarded, "proto")) ?? Scheme(FirstHop(headers["X-Forwarded-Proto"].ToString())) ?? request.Scheme;
        var host = Host(Parameter(forwarded, "host")) ?? HostAndPort(request);
        request.Host = WithoutDefaultPort(host, request.Scheme);
        request.PathBase = Prefix(headers["X-Forwarded-Prefix"].ToString()).Add(request.PathBase);
    }

    // A port beside a host that names one is the same or is wrong: the client's own Host has it.
    private static HostString HostAndPort(HttpRequest request)
    {
        var named = Host(FirstHop(request.Headers["X-Forwarded-Host"].ToString()));
        var port = Port(FirstHop(request.Headers["X-Forwarded-Port"].ToString()));
        var host = named ?? request.Host;
        return port is null || named?.Port is not null || !host.HasValue ? host : new HostString(host.Host, port.Value);
    }

    // RFC 7239, 4: hops are separated by commas, which may also stand in quotes.
    private static string FirstHop(string value) => Hop().Match(value).Value.Trim();

    private static string Parameter(string hop, string name) => Pair().Matches(hop)
        .FirstOrDefault(pair => pair.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase))?.Groups["value"].Value ?? "";

    private static string? Scheme(string text) => text.ToLowerInvariant() is "http" or "https" ? text.ToLowerInvariant() : null;

    private static HostString? Host(string text) => PlainHost().IsMatch(text) ? new HostString(text) : null;

    private static int? Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    // Each hop adds the prefix that it removed from the path, so all of them count, the one nearest to the client first.
    private static PathString Prefix(string text) => text.Split(',', StringSplitOptions.TrimEntries)
        .Where(hop => PlainPath().IsMatch(hop))
        .Aggregate(PathString.Empty, (whole, hop) => whole.Add(PathString.FromUriComponent(hop.TrimEnd('/'))));

    private static HostString WithoutDefaultPort(HostString host, string scheme) =>
        host.Port == (scheme == "https" ? 443 : 80) ? new HostString(host.Value![..host.Value!.LastIndexOf(':')]) : host;

    [GeneratedRegex("""^([^,"]|"[^"]*")*""")]
    private static partial Regex Hop();

    [GeneratedRegex("""(?:^|;)\s*(?<name>\w+)=("(?<value>[^"]*)"|(?<value>[^;"]*))""", RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();

    // A name or an IPv4 address, or an IPv6 address in brackets; then a port (RFC 9110, 7.2).
    [GeneratedRegex(@"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z")]
    private static partial Regex PlainHost();

    // RFC 3986, 3.3, path-absolute: two slashes at the front would begin a host.
    [GeneratedRegex(@"^(/[A-Za-z0-9._~!$&'()*+;=:@-]+)+/?\z")]
    private static partial Regex PlainPath();
}
