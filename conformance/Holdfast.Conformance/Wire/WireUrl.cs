using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Wire;

/// <summary>
/// A URL that keeps its path and query octet for octet. A client must not derive meaning from an upload's URL, so nothing
/// in it may be normalised (which <see cref="Uri"/> does).
/// </summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">The port, also when it is the scheme's own.</param>
/// <param name="Target">The request target: path and query.</param>
internal sealed partial record WireUrl(string Scheme, string Host, int Port, string Target)
{
    /// <summary>What the <c>Host</c> field says.</summary>
    public string Authority
    {
        get
        {
            var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            return Port == DefaultPort(Scheme) ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
        }
    }

    public static WireUrl Of(Uri url) => new(url.Scheme, url.IdnHost.Trim('[', ']'), url.Port, url.PathAndQuery);

    /// <summary>Resolves a <c>Location</c> against this URL (RFC 3986, 5.2). <see langword="null"/> when it is not an http URL.</summary>
    public WireUrl? Resolve(string location)
    {
        var reference = location.Split('#')[0];
        if (AbsoluteUrl().Match(reference) is { Success: true } absolute)
        {
            var scheme = absolute.Groups["scheme"].Success ? absolute.Groups["scheme"].Value.ToLowerInvariant() : Scheme;
            var rest = absolute.Groups["rest"].Value;
            return Uri.TryCreate($"{scheme}://{absolute.Groups["authority"].Value}/", UriKind.Absolute, out var origin)
                ? Of(origin) with { Target = rest.StartsWith('/') ? rest : "/" + rest }
                : null;
        }

        if (reference.StartsWith('/'))
        {
            return this with { Target = reference };
        }

        return Uri.TryCreate(new Uri($"{Scheme}://{Authority}{Target}"), reference, out var relative) && relative.Scheme is "http" or "https"
            ? this with { Target = relative.PathAndQuery }
            : null;
    }

    /// <summary>How to dial this URL's origin at another address, such as a fault proxy's.</summary>
    public WireEndpoint Dial(string host, int port, bool trustAnyCertificate) =>
        new(host, port, Scheme == "https" ? Host : null, trustAnyCertificate);

    public override string ToString() => $"{Scheme}://{Authority}{Target}";

    private static int DefaultPort(string scheme) => scheme == "https" ? 443 : 80;

    [GeneratedRegex("^(?:(?<scheme>https?):)?//(?<authority>[^/?]+)(?<rest>.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex AbsoluteUrl();
}
