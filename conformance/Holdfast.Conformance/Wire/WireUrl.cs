using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Wire;

/// <summary>
/// A URL that keeps its path and query byte for byte. A client must not derive meaning from an upload's URL, so nothing
/// in it may be normalised (which <see cref="Uri"/> does).
/// </summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">The port, also when it is the scheme's own.</param>
/// <param name="Target">The request target: path and query.</param>
internal sealed partial record WireUrl(string Scheme, string Host, int Port, string Target)
{
    /// <summary>The value of the <c>Host</c> field.</summary>
    public string Authority
    {
        get
        {
            var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            return Port == DefaultPort(Scheme) ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
        }
    }

    /// <summary>Scheme, host and port (RFC 6454, 4).</summary>
    public string Origin => $"{Scheme}://{Authority}";

    public static WireUrl Of(Uri url) => new(url.Scheme, url.IdnHost.Trim('[', ']'), url.Port, url.PathAndQuery);

    /// <summary>
    /// Resolves a <c>Location</c> against this URL (RFC 3986, 5.2), without its fragment. <see langword="null"/> when it is not
    /// an http URL, or has a blank in it, which no URL has.
    /// </summary>
    public WireUrl? Resolve(string location)
    {
        var reference = location.Split('#')[0];
        if (reference.Any(letter => letter is ' ' or '\t'))
        {
            return null;
        }

        if (AbsoluteUrl().Match(reference) is { Success: true } absolute)
        {
            var scheme = absolute.Groups["scheme"].Success ? absolute.Groups["scheme"].Value.ToLowerInvariant() : Scheme;
            var rest = absolute.Groups["rest"].Value;
            return Uri.TryCreate($"{scheme}://{absolute.Groups["authority"].Value}/", UriKind.Absolute, out var origin)
                ? Of(origin) with { Target = WithoutDots(rest.StartsWith('/') ? rest : "/" + rest) }
                : null;
        }

        return OtherScheme().IsMatch(reference) || reference.StartsWith("//", StringComparison.Ordinal)
            ? null
            : this with { Target = Merge(reference) };
    }

    /// <summary>The endpoint of this URL's origin at another address, such as a fault proxy's.</summary>
    public WireEndpoint Dial(string host, int port, bool trustAnyCertificate) =>
        new(host, port, Scheme == "https" ? Host : null, trustAnyCertificate);

    /// <summary>
    /// This URL, or its https form: a server that does not know that it is behind TLS returns http URLs of its own origin. The defect is
    /// judged by one case, and must not affect others.
    /// </summary>
    public WireUrl UnderTlsOf(WireUrl origin) =>
        origin.Scheme == "https" && Scheme == "http" && Host == origin.Host && (Port == origin.Port || Port == 80)
            ? this with { Scheme = origin.Scheme, Port = origin.Port }
            : this;

    public override string ToString() => $"{Origin}{Target}";

    private string Merge(string reference)
    {
        var path = Target.Split('?')[0];
        return reference switch
        {
            "" => Target,
            ['/', ..] => WithoutDots(reference),
            ['?', ..] => path + reference,
            _ => WithoutDots(path[..(path.LastIndexOf('/') + 1)] + reference),
        };
    }

    // RFC 3986, 5.2.4. Only dots that are written as dots: an encoded one belongs to a name.
    private static string WithoutDots(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var segments = path.Split('/')[1..];
        var kept = new List<string>();
        for (var at = 0; at < segments.Length; at++)
        {
            if (segments[at] == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            if (segments[at] is not ("." or ".."))
            {
                kept.Add(segments[at]);
            }
            else if (at == segments.Length - 1)
            {
                kept.Add("");
            }
        }

        return "/" + string.Join('/', kept) + target[path.Length..];
    }

    private static int DefaultPort(string scheme) => scheme == "https" ? 443 : 80;

    [GeneratedRegex("^(?:(?<scheme>https?):)?//(?<authority>[^/?]+)(?<rest>.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex AbsoluteUrl();

    // RFC 3986, 3.1.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex OtherScheme();
}
