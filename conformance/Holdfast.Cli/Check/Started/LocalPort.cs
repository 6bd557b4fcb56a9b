using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Holdfast.Cli.Check.Started;

/// <summary>
/// Ports for servers that are started and restarted. While a server is away its port is free to be taken, and a busy machine takes
/// hundreds of them in a second, all from the range that systems give out by themselves: from 32768 on Linux, from 49152 elsewhere.
/// </summary>
internal static class LocalPort
{
    private const int First = 15_000;

    private const int End = 32_768;

    /// <summary>Gives one below that range that nobody listens on.</summary>
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
