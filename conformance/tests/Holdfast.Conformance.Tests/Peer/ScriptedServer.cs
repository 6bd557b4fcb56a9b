using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Peer;

/// <summary>A TCP server that does on each connection what a test's script says, byte for byte.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<ScriptedConnection, Task> _script;
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<ScriptedConnection> _accepted = Channel.CreateUnbounded<ScriptedConnection>();
    private readonly List<ScriptedConnection> _connections = [];
    private readonly List<Task> _running = [];
    private readonly Task _accepting;

    private ScriptedServer(Func<ScriptedConnection, Task> script, X509Certificate2? certificate)
    {
        (_script, _certificate) = (script, certificate);
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public WireEndpoint Endpoint => new("127.0.0.1", Port);

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}/files/");

    /// <summary>Everything that scripts read on any connection.</summary>
    public string Received
    {
        get
        {
            lock (_connections)
            {
                return string.Concat(_connections.Select(connection => connection.Received));
            }
        }
    }

    public static ScriptedServer Start(Func<ScriptedConnection, Task> script, X509Certificate2? certificate = null) =>
        new(script, certificate);

    /// <summary>Reads one head and answers with these bytes, on every connection.</summary>
    public static ScriptedServer Answering(string answer) => Start(async connection =>
    {
        await connection.ReceiveHeadAsync();
        await connection.SendAsync(answer);
    });

    /// <summary>The next connection, in the order in which they came.</summary>
    public async Task<ScriptedConnection> AcceptedAsync(CancellationToken token) => await _accepted.Reader.ReadAsync(token);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _connections.ForEach(connection => connection.Dispose());
        await Task.WhenAll(_running);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_end.Token);
                _running.Add(RunAsync(socket));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task RunAsync(Socket socket)
    {
        socket.NoDelay = true;
        try
        {
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                lock (_connections)
                {
                    _connections.Add(new ScriptedConnection(socket, tls, _end.Token));
                }

                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
                stream = tls;
            }

            var connection = new ScriptedConnection(socket, stream, _end.Token);
            lock (_connections)
            {
                _connections.Add(connection);
            }

            await _accepted.Writer.WriteAsync(connection, _end.Token);
            await _script(connection);
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over; what that means is for the test to say.
        }
    }
}
