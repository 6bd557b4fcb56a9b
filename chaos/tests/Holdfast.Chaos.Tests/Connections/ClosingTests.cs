using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Connections;

[TestFixture(true)]
[TestFixture(false)]
public sealed class ClosingTests(bool polled)
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Like_toxiproxy_a_fin_from_the_client_closes_both_sides(CancellationToken token)
    {
        await using var rig = await StartAsync(options => options);
        var (client, server) = await rig.ConnectAsync(token);

        await client.SendTextAsync("bye", token);
        client.Shutdown(SocketShutdown.Send);

        var (data, end) = await server.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((3, "FIN"));
        (await client.EndAsync(token)).ShouldBe("FIN");
        (await rig.EventAsync(ChaosEventKind.ConnectionClosed, token)).Detail.ShouldStartWith(
            "FIN to both sides, because the client closed");
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(20_000)]
    public async Task Like_toxiproxy_a_reset_becomes_a_fin(bool byClient, CancellationToken token)
    {
        await using var rig = await StartAsync(options => options);
        var (client, server) = await rig.ConnectAsync(token);
        var (resetting, other) = byClient ? (client, server) : (server, client);
        await resetting.SendTextAsync("x", token);
        await other.ReceiveExactlyAsync(1, token);

        resetting.Reset();

        (await other.EndAsync(token)).ShouldBe("FIN");
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(20_000)]
    public async Task Transparent_a_half_close_passes_behind_its_data_and_the_answer_still_arrives(bool byClient, CancellationToken token)
    {
        await using var rig = await StartAsync(Rig.Transparent);
        var (client, server) = await rig.ConnectAsync(token);
        var (asking, answering) = byClient ? (client, server) : (server, client);

        await asking.SendTextAsync("question", token);
        asking.Shutdown(SocketShutdown.Send);
        var (question, end) = await answering.ReceiveToEndAsync(token);
        (question.Length, end).ShouldBe((8, "FIN"));

        await answering.SendTextAsync("answer", token);
        answering.Shutdown(SocketShutdown.Send);
        var (answer, second) = await asking.ReceiveToEndAsync(token);
        (answer.Length, second).ShouldBe((6, "FIN"));
        (await rig.EventAsync(ChaosEventKind.ConnectionClosed, token)).Detail.ShouldStartWith("FIN");
    }

    [TestCase(true, false)]
    [TestCase(false, false)]
    [TestCase(true, true)]
    [TestCase(false, true)]
    [CancelAfter(20_000)]
    public async Task Transparent_a_reset_passes_as_a_reset_behind_its_data(bool byClient, bool throughStages, CancellationToken token)
    {
        Toxic[] toxics = throughStages
            ? [Toxic.Latency(TimeSpan.FromMilliseconds(20)),
                Toxic.Latency(TimeSpan.FromMilliseconds(20)) with { Stream = ToxicStream.Upstream }]
            : [];
        await using var rig = await StartAsync(Rig.Transparent, toxics);
        var (client, server) = await rig.ConnectAsync(token);
        var (resetting, other) = byClient ? (client, server) : (server, client);
        await resetting.SendTextAsync("x", token);
        await other.ReceiveExactlyAsync(1, token);

        resetting.Reset();

        (await other.EndAsync(token)).ShouldBe("RST");
        (await rig.EventAsync(ChaosEventKind.ConnectionClosed, token)).Detail.ShouldStartWith("RST to both sides");
    }

    [Test]
    [CancelAfter(20_000)]
    [Repeat(20)]
    public async Task Transparent_a_reset_is_distinguished_from_a_FIN_also_when_a_write_receives_it_first(CancellationToken token)
    {
        await using var rig = await StartAsync(Rig.Transparent);
        var (client, server) = await rig.ConnectAsync(token);
        var flood = Task.Run(() => FloodAsync(client, token), token);
        await server.ReceiveExactlyAsync(1000, token);

        server.Reset();

        (await flood).ShouldBe("RST");
        (await rig.EventAsync(ChaosEventKind.ConnectionClosed, token)).Detail.ShouldStartWith("RST");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Transparent_a_reset_after_a_half_close_reaches_the_side_that_still_sends(CancellationToken token)
    {
        await using var rig = await StartAsync(Rig.Transparent);
        var (client, server) = await rig.ConnectAsync(token);
        client.Shutdown(SocketShutdown.Send);
        (await server.EndAsync(token)).ShouldBe("FIN");

        client.Reset();

        (await FloodAsync(server, token)).ShouldBe("RST");
        (await rig.EventAsync(ChaosEventKind.ConnectionClosed, token)).Detail.ShouldStartWith("RST");
    }

    [Test]
    [CancelAfter(20_000)]
    [Repeat(10)]
    public async Task Transparent_an_early_answer_arrives_although_the_server_then_resets_on_unread_data(CancellationToken token)
    {
        await using var rig = await StartAsync(Rig.Transparent);
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendAsync(new byte[100_000], SocketFlags.None, token);
        await server.ReceiveExactlyAsync(1000, token);

        // Unread data makes the kernel close with RST.
        await server.SendTextAsync("HTTP/1.1 413\r\n\r\n", token);
        server.Close();

        (await client.ReceiveTextAsync(16, token)).ShouldBe("HTTP/1.1 413\r\n\r\n");
        await rig.EventAsync(ChaosEventKind.ConnectionClosed, token);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Closing_all_connections_gives_both_sides_a_fin_and_new_clients_still_pass(CancellationToken token)
    {
        await using var rig = await StartAsync(Rig.Transparent);
        var (client, server) = await rig.ConnectAsync(token);

        rig.Proxy.CloseConnections();

        (await client.EndAsync(token)).ShouldBe("FIN");
        (await server.EndAsync(token)).ShouldBe("FIN");
        var (next, nextServer) = await rig.ConnectAsync(token);
        await next.SendTextAsync("hello", token);
        (await nextServer.ReceiveTextAsync(5, token)).ShouldBe("hello");
    }

    private Task<Rig> StartAsync(Func<ChaosProxyOptions, ChaosProxyOptions> change, params Toxic[] toxics) =>
        Rig.StartAsync(options => change(options) with { Polled = polled }, toxics);

    private static async Task<string> FloodAsync(Socket client, CancellationToken token)
    {
        try
        {
            while (true)
            {
                await client.SendAsync(new byte[10_000], SocketFlags.None, token);
            }
        }
        catch (SocketException failure)
        {
            // A write after the reset was reported once fails with EPIPE, which .NET calls Shutdown.
            return failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown
                ? "RST" : failure.SocketErrorCode.ToString();
        }
    }
}
