using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Server.Tests.Hooks.Http;

/// <summary>A hook server that reads whole requests and answers with literal bytes, each on a connection of its own.</summary>
internal sealed class HookServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public HookServer()
    {
        _listener.Start(backlog: 500);
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}/hooks");

    /// <summary>All calls so far.</summary>
    public ConcurrentQueue<HookCall> Calls { get; } = [];

    /// <summary>The bytes of the response; what follows them is the end of the connection.</summary>
    public Func<HookCall, Task<string>> Answers { get; set; } = _ => Task.FromResult(Ok("{}"));

    public static string Ok(string json, string fields = "Content-Type: application/json\r\n") =>
        $"HTTP/1.1 200 OK\r\n{fields}Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\nConnection: close\r\n\r\n{json}";

    public static string Status(int status, string body = "") =>
        $"HTTP/1.1 {status} Whatever\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    public void Dispose()
    {
        if (!_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            _listener.Dispose();
            _stop.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var call = await ReadAsync(client.GetStream());
                Calls.Enqueue(call);
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(await Answers(call)));
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The caller has gone, as some tests want it to.
        }
    }

    private static async Task<HookCall> ReadAsync(NetworkStream stream)
    {
        var text = new List<byte>();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var all = Encoding.UTF8.GetString([.. text]);
            if (all.Split("\r\n\r\n", 2) is [var head, var body] && Encoding.UTF8.GetByteCount(body) >= LengthIn(head))
            {
                return new HookCall(head, body);
            }

            var count = await stream.ReadAsync(buffer);
            if (count == 0)
            {
                throw new IOException("The call broke off.");
            }

            text.AddRange(buffer.AsSpan(0, count));
        }
    }

    // As the announcement's example, it knows no other way to find the end of a request.
    private static int LengthIn(string head) => int.Parse(
        head.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1],
        System.Globalization.CultureInfo.InvariantCulture);
}
