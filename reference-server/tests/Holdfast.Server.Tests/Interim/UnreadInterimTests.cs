using System.Net.Sockets;
using System.Text;
using Holdfast.Server.Interim;
using Microsoft.AspNetCore.Http;
using static Holdfast.Server.Tests.InterimSite;

namespace Holdfast.Server.Tests;

/// <summary>Clients that send a body and read nothing meanwhile.</summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class UnreadInterimTests(bool inline)
{
    private const int Offered = 4000;

    // Together far more than the sockets of both ends take unread.
    private static readonly string Filler = new('x', 8 * 1024);

    private readonly TaskCompletionSource<int> _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    [CancelAfter(20_000)]
    public async Task Unread_progress_is_dropped_and_the_body_continues(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(OfferAsync, inline);
        using var client = await ConnectAsync(site.Http1, cancellationToken);
        await client.SendAsync(new byte[Offered], cancellationToken);

        // The handler has read the whole body although its client hasn't read a byte.
        var sent = await _sent.Task.WaitAsync(cancellationToken);

        sent.ShouldBeInRange(1, Offered - 1);
        var wire = await ReadToEndAsync(client, cancellationToken);
        wire.Split("HTTP/1.1 104 Upload").Length.ShouldBe(sent + 1, "Each that was accepted is there, and no other.");
        wire.ShouldEndWith("\r\n\r\nfinal");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_reset_frees_what_waits(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            async context =>
            {
                context.RequestAborted.Register(() => _over.TrySetResult());
                await OfferAsync(context);
                await _over.Task;
            },
            inline);
        using (var client = await ConnectAsync(site.Http1, cancellationToken))
        {
            await client.SendAsync(new byte[Offered], cancellationToken);
            await _sent.Task.WaitAsync(cancellationToken);
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        await _over.Task.WaitAsync(cancellationToken);
    }

    private static async Task<Socket> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 64 * 1024 };
        await client.ConnectAsync(url.Host, url.Port, cancellationToken);
        await client.SendAsync(
            Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {Offered}\r\nConnection: close\r\n\r\n"),
            cancellationToken);
        return client;
    }

    private static async Task<string> ReadToEndAsync(Socket client, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(client);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, cancellationToken);
        return Encoding.ASCII.GetString(all.GetBuffer(), 0, (int)all.Length);
    }

    private async Task OfferAsync(HttpContext context)
    {
        var interims = context.GetInterimResponses()!;
        var (one, sent) = (new byte[1], 0);
        while (await context.Request.Body.ReadAsync(one) > 0)
        {
            sent += interims.TrySend(104, Progress(sent, Filler)) ? 1 : 0;
        }

        _sent.SetResult(sent);
        context.Response.ContentLength = "final".Length;
        await context.Response.WriteAsync("final");
    }
}
