using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Bench;

/// <summary>The server behind all proxies; both ends of a connection come from here.</summary>
internal sealed class Upstream : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Upstream()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>A connection to this address, and where it arrives. Blocking sockets: the bench itself shall cost little.</summary>
    public (Socket Client, Socket Server) Connect(IPEndPoint address)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(address);
        var server = _listener.Accept();
        server.NoDelay = true;
        return (client, server);
    }

    /// <summary>Takes the connections that came from waiting for a proxy to be ready.</summary>
    public void Drain()
    {
        while (_listener.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead))
        {
            _listener.Accept().Dispose();
        }
    }

    public void Dispose() => _listener.Dispose();
}
