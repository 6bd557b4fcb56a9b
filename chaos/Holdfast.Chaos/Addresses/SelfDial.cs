using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Holdfast.Chaos.Addresses;

/// <summary>
/// Detects an upstream that is the proxy's own address, in any notation. Each connection to it would open another one, until no
/// file descriptor is left.
/// </summary>
internal static class SelfDial
{
    /// <summary>
    /// Whether connecting to <paramref name="upstream"/> would reach the listener. A host that cannot be resolved now is checked when it
    /// is connected to.
    /// </summary>
    public static async Task<bool> LeadsToAsync(string upstream, IPEndPoint listener, CancellationToken cancellationToken)
    {
        if (UpstreamAddress.Split(upstream, out _) is not { } address || address.Port != listener.Port)
        {
            return false;
        }

        try
        {
            // The resolver refuses the wildcard address, but connecting to it works.
            IPAddress[] addresses = IPAddress.TryParse(address.Host, out var literal)
                ? [literal]
                : await Dns.GetHostAddressesAsync(address.Host, cancellationToken);
            return addresses.Any(dialled => Covers(listener.Address, Plain(dialled), IsOfThisMachine));
        }
        catch (Exception unresolved) when (unresolved is SocketException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether an outgoing connection ends at the listener.</summary>
    public static bool Is(Socket dialled, IPEndPoint listener) =>
        dialled is { RemoteEndPoint: IPEndPoint remote, LocalEndPoint: IPEndPoint local } && remote.Port == listener.Port
        && Covers(listener.Address, Plain(remote.Address), address => address.Equals(Plain(local.Address)));

    /// <summary>The error text for both checks.</summary>
    public static string Sentence(string upstream, IPEndPoint listener) =>
        $"The upstream '{upstream}' is the proxy's own address '{listener}': it would dial itself. Give the address of a server behind it.";

    private static bool Covers(IPAddress listener, IPAddress dialled, Func<IPAddress, bool> isLocal)
    {
        var isOfFamily = listener.Equals(IPAddress.IPv6Any) || dialled.AddressFamily == listener.AddressFamily;
        return listener.Equals(IPAddress.IPv6Any) || listener.Equals(IPAddress.Any)
            ? isOfFamily && (IPAddress.IsLoopback(dialled) || isLocal(dialled))
            : Plain(listener).Equals(dialled);
    }

    // Connecting to the wildcard address reaches the loopback address. A scope is a name of an interface, and no part of the address (RFC
    // 4007, 11).
    private static IPAddress Plain(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? Plain(new IPAddress(address.GetAddressBytes()))
        : address.Equals(IPAddress.Any) ? IPAddress.Loopback
        : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address;

    private static bool IsOfThisMachine(IPAddress address) => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Any(unicast => unicast.Address.Equals(address));
}
