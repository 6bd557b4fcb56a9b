using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Server.S3.Tests.Options;

/// <summary>A server that sends the head of its answer to a GET, and the document once it is told to. Anything else gets 204.</summary>
internal sealed class HeldDocument : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _headSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _head;
    private readonly string _document;
    private readonly Task _accepting;

    public HeldDocument(string status, string document)
    {
        (_head, _document) = ($"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {document.Length}\r\n\r\n", document);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://{_listener.LocalEndpoint}/"));

    /// <summary>Waits until the head is sent, and has been read: the client is then in the middle of the answer.</summary>
    public async Task HeadSentAsync(CancellationToken cancellationToken)
    {
        await _headSent.Task.WaitAsync(cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
    }

    public void SendDocument() => _told.SetResult();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            while (await reader.ReadLineAsync() is { } line)
            {
                while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
                {
                    // The fields don't matter.
                }

                await (line.StartsWith("GET ", StringComparison.Ordinal)
                    ? AnswerAsync(client.GetStream()) : WriteAsync(client.GetStream(), "HTTP/1.1 204 No Content\r\n\r\n"));
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        await WriteAsync(stream, _head);
        _headSent.SetResult();
        await _told.Task;
        await WriteAsync(stream, _document);
    }

    private static async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
}
