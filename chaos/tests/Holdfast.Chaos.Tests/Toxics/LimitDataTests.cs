using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Toxics;

public sealed class LimitDataTests
{
    [TestCase(1)]
    [TestCase(10)]
    [TestCase(1_234_567)]
    [CancelAfter(20_000)]
    public async Task Exactly_the_limit_passes_then_both_sides_are_closed(int limit, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.LimitData(limit));
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(limit + 50_000);
        var sending = server.SendAsync(data, SocketFlags.None, token).AsTask();

        var (received, end) = await client.ReceiveToEndAsync(token);

        received.AsSpan().SequenceEqual(data.AsSpan(0, limit)).ShouldBeTrue();
        end.ShouldBe("FIN");
        var applied = await rig.EventAsync(ChaosEventKind.ToxicApplied, token);
        applied.Offset.ShouldBe(limit);
        var closed = await rig.EventAsync(ChaosEventKind.ConnectionClosed, token);
        (closed.Toxic, closed.Stream, closed.Offset).ShouldBe(("limit_data", ToxicStream.Downstream, limit));
        await sending.ContinueWith(_ => { }, token, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_stream_exactly_as_long_as_the_limit_is_closed_and_one_byte_less_stays_open(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.LimitData(5) with { Stream = ToxicStream.Upstream });
        var (exact, exactServer) = await rig.ConnectAsync(token);
        await exact.SendTextAsync("12345", token);
        var (data, end) = await exactServer.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((5, "FIN"));
        (await exact.EndAsync(token)).ShouldBe("FIN");

        var (shorter, shorterServer) = await rig.ConnectAsync(token);
        await shorter.SendTextAsync("1234", token);
        await shorterServer.ReceiveExactlyAsync(4, token);
        await shorterServer.SendTextAsync("open", token);
        (await shorter.ReceiveTextAsync(4, token)).ShouldBe("open");
    }

    [TestCase(0)]
    [TestCase(-5)]
    [CancelAfter(20_000)]
    public async Task At_zero_the_first_chunk_closes_and_nothing_passes(int limit, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.LimitData(limit));
        var (client, server) = await rig.ConnectAsync(token);

        await server.SendTextAsync("x", token);

        var (data, end) = await client.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((0, "FIN"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_count_survives_a_change_and_restarts_after_removal(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.LimitData(10));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("123456", token);
        await client.ReceiveExactlyAsync(6, token);
        rig.Proxy.Remove("limit_data_downstream");
        rig.Proxy.Add(Toxic.LimitData(10));
        await server.SendTextAsync("123456", token);
        await client.ReceiveExactlyAsync(6, token);

        rig.Proxy.Update("limit_data_downstream", toxic => (LimitDataToxic)toxic with { Bytes = 8 });
        await server.SendTextAsync("abcdef", token);

        var (data, end) = await client.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((2, "FIN"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_data_limit_after_a_timeout_receives_no_data_and_one_before_it_closes_without_delivering(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.LimitData(5), Toxic.Timeout());
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("12345", token);
        var (data, end) = await client.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((0, "FIN"));
    }
}
