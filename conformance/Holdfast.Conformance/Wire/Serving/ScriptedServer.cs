using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Wire.Serving;

/// <summary>
/// A TCP server that runs a script on each connection, byte for byte. With a transcript, its traffic becomes evidence of the case; faults
/// come from a fault proxy in front of it.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly ScriptedServerOptions _options;
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<ScriptedConnection> _accepted = Channel.CreateUnbounded<ScriptedConnection>();
    private readonly List<ScriptedConnection> _connections = [];
    private readonly List<Task> _running = [];
    private readonly Task _accepting;
    private int _numbers;

    private ScriptedServer(ScriptedServerOptions options)
    {
        _options = options;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public WireEndpoint Endpoint => new("127.0.0.1", Port);

    public Uri Url => new($"{(_options.Certificate is null ? "http" : "https")}://127.0.0.1:{Port}/files/");

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

    public static ScriptedServer Start(ScriptedServerOptions options) => new(options);

    public static ScriptedServer Start(Func<ScriptedConnection, Task> script, X509Certificate2? certificate = null) =>
        new(new ScriptedServerOptions { Script = script, Certificate = certificate });

    /// <summary>Reads one head and answers with these bytes, on every connection.</summary>
    public static ScriptedServer Answering(string answer) => Start(async connection =>
    {
        await connection.ReceiveHeadAsync();
        await connection.SendAsync(answer);
    });

    /// <summary>The next accepted connection, in order.</summary>
    public async Task<ScriptedConnection> AcceptedAsync(CancellationToken token) => await _accepted.Reader.ReadAsync(token);

    /// <summary>Ends every connection. An exception of a script is rethrown here, unless it is a network failure.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        lock (_connections)
        {
            _connections.ForEach(connection => connection.Dispose());
        }

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
                _running.Add(RunAsync(socket, NextNumber(socket)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The listener is closed: the server ends.
        }
    }

    private int NextNumber(Socket socket)
    {
        var number = _options.Transcript?.NextConnection() ?? ++_numbers;
        _options.Accepted(number);
        var port = (socket.RemoteEndPoint as IPEndPoint)?.Port;
        _options.Transcript?.Event(number, WireDirection.Received, "connect", $"Accepted a connection from port {port}.");
        return number;
    }

    private async Task RunAsync(Socket socket, int number)
    {
        socket.NoDelay = true;
        try
        {
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_options.Certificate is { } certificate)
            {
                var tls = new SslStream(stream);
                stream = tls;
                _ = Connection(socket, tls, number);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _end.Token);
            }

            var connection = Connection(socket, stream, number);
            await _accepted.Writer.WriteAsync(connection, _end.Token);
            await _options.Script(connection);
        }
        catch (Exception exception) when (IsOfTheNetwork(exception))
        {
            // The client closed the connection, or the server ends. The case decides what that means.
        }
    }

    // Registered before the TLS handshake, because DisposeAsync must close every socket.
    private ScriptedConnection Connection(Socket socket, Stream stream, int number)
    {
        var connection = new ScriptedConnection(socket, stream, number, _options.Transcript, _end.Token);
        lock (_connections)
        {
            _connections.Add(connection);
        }

        return connection;
    }

    private static bool IsOfTheNetwork(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException;
}
