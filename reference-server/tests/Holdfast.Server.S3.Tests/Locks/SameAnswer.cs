using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Server.S3.Tests.Locks;

/// <summary>A server that gives the same answer to each request, whatever it says. A connection serves one request.</summary>
internal sealed class SameAnswer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;

    public SameAnswer(string answer)
    {
        _listener.Start();
        var last = answer.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal);
        _serving = ServeAsync(Encoding.ASCII.GetBytes(last));
    }

    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://{_listener.LocalEndpoint}/"));

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task ServeAsync(byte[] answer)
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_over.Token);
            await ReadRequestAsync(client.GetStream());
            await client.GetStream().WriteAsync(answer, _over.Token);
        }
    }

    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var text = "";
        var buffer = new byte[4 * 1024];
        while (!IsWhole(text))
        {
            var count = await stream.ReadAsync(buffer, _over.Token);
            if (count == 0)
            {
                return;
            }

            text += Encoding.Latin1.GetString(buffer, 0, count);
        }
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return end >= 0 && text.Length - end - 4 >= (length is null ? 0 : int.Parse(length.Split(' ')[1], CultureInfo.InvariantCulture));
    }
}
