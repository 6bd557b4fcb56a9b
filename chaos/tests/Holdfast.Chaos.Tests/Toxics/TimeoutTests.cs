using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Toxics;

public sealed class TimeoutTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    [CancelAfter(20_000)]
    public async Task At_zero_its_direction_is_a_black_hole_and_the_other_works(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.Timeout());
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("lost", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);
        time.Advance(TimeSpan.FromDays(1));

        await client.SendTextAsync("kept", token);

        (await server.ReceiveTextAsync(4, token)).ShouldBe("kept");
        client.Available.ShouldBe(0);
        server.Shutdown(SocketShutdown.Send);
        (await client.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Both_sides_are_closed_after_the_time_without_data_and_data_restarts_the_clock(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        var start = time.GetTimestamp();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.Timeout(Second));
        var (client, server) = await rig.ConnectAsync(token);
        time.Advance(TimeSpan.FromMilliseconds(900));
        await server.SendTextAsync("x", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);
        time.Advance(TimeSpan.FromMilliseconds(900));
        var closed = rig.EventAsync(ChaosEventKind.ConnectionClosed, token);
        (await Task.WhenAny(closed, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token))).ShouldNotBe(closed);

        time.Advance(TimeSpan.FromMilliseconds(100));

        time.GetElapsedTime(start, (await closed).Timestamp).ShouldBe(TimeSpan.FromMilliseconds(1900));
        var (data, end) = await client.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((0, "FIN"));
        (await server.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_timeout_added_to_an_idle_connection_closes_it(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Rig.Transparent);
        var (client, server) = await rig.ConnectAsync(token);

        rig.Proxy.Add(Toxic.Timeout(TimeSpan.FromMilliseconds(20)));

        (await client.EndAsync(token)).ShouldBe("FIN");
        (await server.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Removing_a_timeout_also_closes_an_idle_connection(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Timeout());
        var (client, server) = await rig.ConnectAsync(token);

        rig.Proxy.Remove("timeout_downstream");

        (await client.EndAsync(token)).ShouldBe("FIN");
        (await server.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Lowering_the_toxicity_to_zero_ends_the_fault_without_closing(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Timeout());
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("lost", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);

        rig.Proxy.Update("timeout_downstream", toxic => toxic with { Toxicity = 0 });
        await server.SendTextAsync("back", token);

        (await client.ReceiveTextAsync(4, token)).ShouldBe("back");
        rig.Proxy.Remove("timeout_downstream");
        await server.SendTextAsync("more", token);
        (await client.ReceiveTextAsync(4, token)).ShouldBe("more");
    }
}
