using System.Net.Sockets;
using Holdfast.Chaos.Capacity;

namespace Holdfast.Chaos.Tests.Capacity;

/// <summary>More clients than there are file descriptors, or than MaxConnections allows.</summary>
public sealed class DescriptorTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task When_descriptors_run_out_clients_are_reset_until_others_close_and_the_log_has_one_event(CancellationToken token)
    {
        // Limit 101, 64 reserved, 20 in use: 17 are left, for the listener and eight connections.
        var budget = Budget(101, others: 20);
        await using var rig = await Rig.StartAsync(options => options with { Descriptors = budget });
        await FillAsync(rig, 8, token);

        var told = rig.Proxy.Log.Single(entry => entry.Kind == ChaosEventKind.LimitReached);
        told.Detail.ShouldContain("may open 101 files and sockets, of which connections may take ");
        told.Detail.ShouldContain("ulimit -n");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Beyond_MaxConnections_clients_are_reset_until_others_close(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(options => options with { MaxConnections = 4 });
        await FillAsync(rig, 4, token);

        rig.Proxy.Log.Single(entry => entry.Kind == ChaosEventKind.LimitReached).Detail.ShouldContain(
            "has 4 connections, which is its limit");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Proxies_share_the_descriptors_of_their_process(CancellationToken token)
    {
        // Six are left, for two listeners and two connections.
        var budget = Budget(102, others: 32);
        await using var one = await Rig.StartAsync(options => options with { Descriptors = budget });
        await using var two = await Rig.StartAsync(options => options with { Descriptors = budget });
        await one.ConnectAsync(token);
        var (client, _) = await two.ConnectAsync(token);

        (await EndAsync(one, token)).ShouldBe("RST");
        (await EndAsync(two, token)).ShouldBe("RST");
        client.Dispose();
        await two.Proxy.IdleAsync(token);
        await one.ConnectAsync(token);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Proxies_that_lead_back_to_each_other_end_at_the_limit_and_work_again(CancellationToken token)
    {
        var budget = Budget(200, others: 20);
        await using var rig = await Rig.StartAsync(options => options with { Descriptors = budget });
        await using var other = await ChaosProxy.StartAsync(new() { Upstream = rig.Proxy.Listen.ToString(), Descriptors = budget }, token);
        var upstream = rig.Proxy.Upstream;
        await rig.Proxy.ChangeAsync(new ProxyChange(Upstream: other.Listen.ToString()), token);

        using var client = await Wire.ConnectAsync(rig.Proxy.Listen, token);
        (await client.EndAsync(token)).ShouldBeOneOf("FIN", "RST");
        await rig.Proxy.IdleAsync(token);
        await other.IdleAsync(token);

        rig.Proxy.Log.Concat(other.Log).Count(entry => entry.Kind == ChaosEventKind.LimitReached).ShouldBeInRange(1, 2);
        await rig.Proxy.ChangeAsync(new ProxyChange(Upstream: upstream), token);
        var (again, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("hello", token);
        (await again.ReceiveTextAsync(5, token)).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task When_descriptors_run_out_a_new_proxy_fails_with_the_reason(CancellationToken token)
    {
        var budget = Budget(100, others: 33);
        var options = new ChaosProxyOptions { Upstream = "127.0.0.1:1", Descriptors = budget };
        await using var one = await ChaosProxy.StartAsync(options, token);
        await using var two = await ChaosProxy.StartAsync(options, token);
        await using var three = await ChaosProxy.StartAsync(options, token);

        var refused = await Should.ThrowAsync<ChaosProxyException>(() => ChaosProxy.StartAsync(options, token));

        refused.Message.ShouldContain("may open 100 files and sockets, and none is left to listen on '127.0.0.1:0'");
        await two.DisableAsync(token);
        await using var four = await ChaosProxy.StartAsync(options, token);
    }

    [Test]
    public void The_budget_is_derived_from_the_limit_of_the_process()
    {
        new DescriptorBudget(1024, () => 0).Capacity.ShouldBe(1024 - 128);
        new DescriptorBudget(long.MaxValue, () => 0).Capacity.ShouldBe(long.MaxValue);
        var small = Budget(70, others: 60);
        small.Measure();
        small.Capacity.ShouldBe(0);
        small.TryTake(1).ShouldBeTrue("one listener is always there");
        small.TryTake(2).ShouldBeTrue("one connection is always served");
        small.TryTake(2).ShouldBeFalse();
        small.TryTake(1).ShouldBeFalse();
        small.Return(2);
        small.TryTake(2).ShouldBeTrue();
        if (OperatingSystem.IsLinux())
        {
            DescriptorBudget.Process.Limit.ShouldBeInRange(64, 1 << 30);
        }
    }

    private static DescriptorBudget Budget(long limit, int others)
    {
        DescriptorBudget? budget = null;
        return budget = new DescriptorBudget(limit, () => others + (int)budget!.Taken);
    }

    /// <summary>How the connection of a refused client ends; the reset may arrive before the connect is reported.</summary>
    private static async Task<string> EndAsync(Rig rig, CancellationToken token)
    {
        try
        {
            return await (await rig.ConnectClientAsync(token)).EndAsync(token);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return "RST";
        }
    }

    private static async Task FillAsync(Rig rig, int places, CancellationToken token)
    {
        var clients = new List<Socket>();
        for (var place = 0; place < places; place++)
        {
            clients.Add((await rig.ConnectAsync(token)).Client);
        }

        for (var more = 0; more < 3; more++)
        {
            (await EndAsync(rig, token)).ShouldBe("RST");
        }

        clients.ForEach(client => client.Dispose());
        await rig.EventAsync(ChaosEventKind.LimitLeft, token);
        await rig.Proxy.IdleAsync(token);
        for (var place = 0; place < places; place++)
        {
            var (client, server) = await rig.ConnectAsync(token);
            await server.SendTextAsync("hello", token);
            (await client.ReceiveTextAsync(5, token)).ShouldBe("hello");
        }

        rig.Proxy.Log.Count(entry => entry.Kind == ChaosEventKind.LimitReached).ShouldBe(1);
    }
}
