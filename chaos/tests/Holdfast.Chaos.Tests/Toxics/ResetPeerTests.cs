using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Toxics;

public sealed class ResetPeerTests
{
    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(20_000)]
    public async Task The_first_data_in_its_direction_resets_both_sides(bool live, CancellationToken token)
    {
        var toxic = Toxic.ResetPeer() with { Stream = ToxicStream.Upstream };
        await using var rig = await Rig.StartAsync(live ? [] : [toxic]);
        var (client, server) = await rig.ConnectAsync(token);
        if (live)
        {
            rig.Proxy.Add(toxic);
        }

        await server.SendTextAsync("passes", token);
        (await client.ReceiveTextAsync(6, token)).ShouldBe("passes");
        await client.SendTextAsync("x", token);

        (await client.EndAsync(token)).ShouldBe("RST");
        var (data, end) = await server.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((0, "RST"));
        (await rig.EventAsync(ChaosEventKind.ConnectionClosed, token)).Toxic.ShouldBe("reset_peer");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_FIN_in_its_direction_resets_both_sides_too(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.ResetPeer());
        var (client, server) = await rig.ConnectAsync(token);

        server.Shutdown(SocketShutdown.Send);

        (await client.EndAsync(token)).ShouldBe("RST");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_reset_waits_its_time_and_removal_ends_the_wait_without_losing_data(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.ResetPeer(TimeSpan.FromHours(1)));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("kept", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);

        rig.Proxy.Remove("reset_peer_downstream");

        (await client.ReceiveTextAsync(4, token)).ShouldBe("kept");
        server.Shutdown(SocketShutdown.Send);
        (await client.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_reset_is_sent_after_its_time(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.ResetPeer(TimeSpan.FromHours(1)));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("lost", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);
        rig.Proxy.Log.ShouldNotContain(entry => entry.Kind == ChaosEventKind.ConnectionClosed);

        time.Advance(TimeSpan.FromHours(1));

        var (data, end) = await client.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((0, "RST"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task At_toxicity_zero_nothing_is_reset_and_a_close_stays_a_close(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.ResetPeer() with { Toxicity = 0 });
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(2_000_000);

        var sending = server.SendAsync(data, SocketFlags.None, token).AsTask();
        _ = sending.ContinueWith(_ => server.Shutdown(SocketShutdown.Send), token, TaskContinuationOptions.None, TaskScheduler.Default);

        var (received, end) = await client.ReceiveToEndAsync(token);
        received.SequenceEqual(data).ShouldBeTrue();
        end.ShouldBe("FIN");
    }
}
