using System.Net;
using System.Net.Sockets;

namespace Holdfast.Cli.Check.Started;

/// <summary>A port that nobody uses.</summary>
internal static class LocalPort
{
    /// <summary>Gives one that is free now. Somebody may take it until it is used, which no system prevents.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
