using System.Globalization;
using System.Net;

namespace Holdfast.Chaos.Addresses;

/// <summary>The address of an upstream: <c>host:port</c>, where the port may be a service name. An empty host means this machine.</summary>
internal static class UpstreamAddress
{
    /// <summary>
    /// Converts a configured upstream to <c>host:port</c>. An <c>http://</c> URL is accepted if it has a host and a port only.
    /// </summary>
    /// <param name="text">
    /// The configured text. As in Toxiproxy, a text that is neither <c>host:port</c> nor a URL only fails when the proxy connects.
    /// </param>
    /// <param name="tls">Whether the proxy speaks TLS with the upstream, so that an <c>https://</c> URL is accepted.</param>
    /// <exception cref="FormatException">The text is a URL that a TCP proxy cannot use; the message says what to give instead.</exception>
    public static string Normalize(string text, bool tls)
    {
        if (!text.Contains('/', StringComparison.Ordinal))
        {
            return text;
        }

        if (!text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw new FormatException($"The upstream '{text}' is not of the form 'host:port'. Give for example '{text.Split('/')[0]}'");
        }

        var port = url.Port > 0 ? url.Port : 80;
        var address = string.Create(CultureInfo.InvariantCulture, $"{url.Host}:{port}");
        if (url.Scheme != "http" && url.Scheme != "tcp" && !(tls && url.Scheme == "https"))
        {
            throw new FormatException(url.Scheme == "https"
                ? $"The upstream '{text}' is a URL of TLS. Give '{address}': what clients encrypt passes untouched. For a proxy that "
                    + "speaks TLS to the upstream itself, add \"tls\":{\"upstream\":true}"
                : $"The upstream '{text}' has the scheme '{url.Scheme}', but a proxy passes the bytes of TCP. Give 'host:port'");
        }

        return url.PathAndQuery.Length <= 1 && url.Fragment.Length == 0 && url.UserInfo.Length == 0
            ? address
            : throw new FormatException(
                $"The upstream '{text}' has more than a host and a port, but a proxy passes bytes and sees no path. Give '{address}', "
                + "and the rest to clients");
    }

    /// <summary>Splits <c>host:port</c>; returns null and a sentence if the text is not in this form.</summary>
    public static (string Host, int Port)? Split(string upstream, out string? problem)
    {
        problem = null;
        var colon = upstream.LastIndexOf(':');
        if (colon < 0)
        {
            problem = $"The upstream '{upstream}' is not of the form 'host:port'.";
            return null;
        }

        var (host, name) = (upstream[..colon].Trim('[', ']'), upstream[(colon + 1)..]);
        var isNumber = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var port = isNumber ? number : ServicePorts.Of(name) ?? 0;
        if (port is < 1 or > IPEndPoint.MaxPort)
        {
            problem = $"The port '{name}' of the upstream '{upstream}' is neither a number from 1 to {IPEndPoint.MaxPort} nor a service "
                + "of this machine, as 'http' is.";
            return null;
        }

        return (host.Length == 0 ? IPAddress.Loopback.ToString() : host, port);
    }
}
