using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Holdfast.Cli.Check.Started;

/// <summary>
/// Ports for servers that are started and restarted. While a server is down, another process could take its port. A busy machine takes
/// hundreds of ports per second, all from the ephemeral range, which begins at 32768 on Linux and at 49152 elsewhere.
/// </summary>
internal static class LocalPort
{
    private const int First = 15_000;

    private const int End = 32_768;

    /// <summary>Returns a port below that range on which no process listens.</summary>
    public static int Free()
    {
        int port;
        do
        {
            port = RandomNumberGenerator.GetInt32(First, End);
        }
        while (!IsFree(port));

        return port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
