using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Sabotage.Wire;

/// <summary>
/// A proxy in front of the server that passes bytes, FIN and RST on, and rewrites what a <see cref="WireRewrite"/> asks for.
/// </summary>
internal sealed class RewritingProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _passing = [];
    private readonly WireRewrite _rewrite;
    private readonly Uri _behind;
    private readonly Task _accepting;

    public RewritingProxy(WireRewrite rewrite, Uri behind, int port)
    {
        (_rewrite, _behind) = (rewrite, behind);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(512);
        _accepting = AcceptAsync();
    }

    public Uri Url => new UriBuilder(_behind) { Port = ((IPEndPoint)_listener.LocalEndPoint!).Port }.Uri;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        await Task.WhenAll(_passing);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _passing.Add(PassAsync(await _listener.AcceptAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The proxy was disposed.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(_behind.Host, _behind.Port);
            var request = "";
            await Task.WhenAll(
                PumpAsync(client, server, block =>
                {
                    request = request.Length == 0 ? block : request;
                    return request == block ? _rewrite.Request?.Invoke(block) ?? block : block;
                }, Head),
                PumpAsync(server, client, block => _rewrite.Answer?.Invoke(request, block) ?? block, _ => true));
        }
    }

    private static bool Head(string bytes) =>
        bytes.Contains("\r\n\r\n", StringComparison.Ordinal) || bytes.Contains("\n\n", StringComparison.Ordinal);

    // The first block is complete when isBlock says so; the others are what one receive call returns.
    private async Task PumpAsync(Socket from, Socket to, Func<string, string> rewrite, Func<string, bool> isBlock)
    {
        var buffer = new byte[16 * 1024];
        var (held, first) = ("", true);
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is var count and > 0)
            {
                held += Encoding.Latin1.GetString(buffer, 0, count);
                if (!first || isBlock(held))
                {
                    await to.SendAsync(Encoding.Latin1.GetBytes(rewrite(held)), _end.Token);
                    (held, first) = ("", false);
                }
            }

            await to.SendAsync(Encoding.Latin1.GetBytes(held), _end.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side was reset, so the other side is reset, too.
            to.Close(timeout: 0);
            from.Close(timeout: 0);
        }
    }
}
