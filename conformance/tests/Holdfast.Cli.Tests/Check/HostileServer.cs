using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Cli.Tests.Check;

/// <summary>Answers every request as a test says, whatever it is.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly StringBuilder _received = new();
    private readonly Func<NetworkStream, string, CancellationToken, Task> _answer;
    private readonly Task _accepting;

    private HostileServer(Func<NetworkStream, string, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/files/";

    public string Received
    {
        get
        {
            lock (_received)
            {
                return _received.ToString();
            }
        }
    }

    /// <summary>Answers with the same bytes each time that something comes.</summary>
    public static HostileServer Start(string answer)
    {
        var bytes = Encoding.Latin1.GetBytes(answer);
        return new HostileServer(async (stream, _, stop) => await stream.WriteAsync(bytes, stop));
    }

    /// <summary>Answers by a script, which gets what came.</summary>
    public static HostileServer Start(Func<NetworkStream, string, CancellationToken, Task> answer) => new(answer);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var buffer = new byte[64 * 1024];
                var stream = client.GetStream();
                while (await stream.ReadAsync(buffer, _stop.Token) is > 0 and var count)
                {
                    var came = Encoding.Latin1.GetString(buffer, 0, count);
                    lock (_received)
                    {
                        _received.Append(came);
                    }

                    await _answer(stream, came, _stop.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client closed first, or the test is over.
            }
        }
    }
}
