using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Addresses;

/// <summary>
/// An address in the notation of Toxiproxy's <c>listen</c> (which is Go's): <c>host:port</c>, <c>[v6]:port</c>,
/// <c>:port</c>; an empty host means all interfaces, an empty text also any port.
/// </summary>
internal static class ListenAddress
{
    /// <summary>Resolves the text to a socket address.</summary>
    /// <exception cref="ChaosProxyException">The text is not in this notation, or the host is unknown.</exception>
    public static async Task<IPEndPoint> ResolveAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
        {
            return new IPEndPoint(IPAddress.IPv6Any, 0);
        }

        var (host, port) = Split(text);
        return new IPEndPoint(await AddressAsync(text, host, cancellationToken), port);
    }

    private static (string Host, int Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        if (text.StartsWith('[') && !text.Contains(']', StringComparison.Ordinal))
        {
            throw Malformed(text, $"address {text}: missing ']' in address");
        }

        if (colon < 0 || text.EndsWith(']'))
        {
            throw Malformed(text, $"address {text}: missing port in address");
        }

        var host = text[..colon];
        if (!host.StartsWith('[') && host.Contains(':', StringComparison.Ordinal))
        {
            throw Malformed(text, $"address {text}: too many colons in address");
        }

        return (host.Trim('[', ']'), Port(text, text[(colon + 1)..]));
    }

    private static int Port(string text, string port)
    {
        if (!long.TryParse(port, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return ServicePorts.Of(port) ?? throw Malformed(text, $"lookup tcp/{port}: unknown port");
        }

        return number is >= 0 and <= IPEndPoint.MaxPort ? (int)number : throw Malformed(text, $"address {port}: invalid port");
    }

    private static async Task<IPAddress> AddressAsync(string text, string host, CancellationToken cancellationToken)
    {
        if (host.Length == 0 || host == "0.0.0.0")
        {
            return IPAddress.IPv6Any;
        }

        if (IPAddress.TryParse(host, out var literal))
        {
            return literal;
        }

        try
        {
            // Toxiproxy binds one address; if a host has several, the IPv4 one.
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            return addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        }
        catch (SocketException failure)
        {
            throw new ChaosProxyException(
                $"The host of the listen address '{text}' is unknown. Give an address of this machine, for example '127.0.0.1:0'.",
                $"listen tcp: lookup {host}: no such host", failure);
        }
    }

    private static ChaosProxyException Malformed(string text, string wireText) => new(
        $"The listen address '{text}' is not of the form 'host:port'. Give one, for example '127.0.0.1:0' for any free port.",
        $"listen tcp: {wireText}");
}
