using System.Collections.Concurrent;
using Holdfast.Chaos;
using Holdfast.Conformance.Tests.Engine;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Links;

[CancelAfter(40_000)]
public sealed class ToxiproxyRunTests
{
    [Test]
    public async Task Cases_run_through_a_Toxiproxy_and_leave_no_proxy_in_it(CancellationToken token)
    {
        await using var toxiproxy = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Host = "127.0.0.1", Port = 0 }, token);
        using var client = new ToxiproxyClient(toxiproxy.Url);
        var seen = new ConcurrentBag<string>();

        // Looked at while HEAD waits: a PATCH that waited would be overtaken by the HEAD that follows the cut, and lose what had arrived.
        await using var server = new TinyTus
        {
            Before = request => request.Method == "HEAD" ? SeeAsync(client, seen, token) : Task.CompletedTask,
        }.Start();
        var options = Runs.Options(server, "tus/resilience/cut/in-body/fin") with { Toxiproxy = toxiproxy.Url };
        var result = (await Runs.FinishAsync(options, token)).Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(Verdict.Pass, Runs.Describe(result));
        result.Evidence.Faults.ShouldContain(
            fault => fault.Fault == "limit_data" && fault.Detail.StartsWith("Toxiproxy was told to add", StringComparison.Ordinal));
        seen.ShouldContain("holdfast-2a-1-tus.resilience.cut.in-body.fin#1");
        (await client.ListAsync(token)).ShouldBeEmpty();
    }

    [Test]
    public async Task A_proxy_deleted_by_another_client_does_not_end_the_run(CancellationToken token)
    {
        await using var toxiproxy = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Host = "127.0.0.1", Port = 0 }, token);
        using var client = new ToxiproxyClient(toxiproxy.Url);
        await using var server = new TinyTus
        {
            Before = request => request.Method == "HEAD" ? DeleteAllAsync(client, token) : Task.CompletedTask,
        }.Start();
        var options = Runs.Options(server, "tus/core/head/length") with { Toxiproxy = toxiproxy.Url };
        var result = (await Runs.FinishAsync(options, token)).Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(Verdict.Inconclusive, Runs.Describe(result));
    }

    [Test]
    public async Task A_Toxiproxy_that_exits_ends_the_run_without_a_failure(CancellationToken token)
    {
        var toxiproxy = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Host = "127.0.0.1", Port = 0 }, token);
        var ended = new TaskCompletionSource();
        var requests = 0;
        await using var server = new TinyTus
        {
            Before = request =>
            {
                if (request["Holdfast-Case"] is not null && Interlocked.Increment(ref requests) == 20)
                {
                    ended.SetResult();
                }

                return Task.CompletedTask;
            },
        }.Start();
        var run = Runs.FinishAsync(Runs.Options(server, "tus/core/**") with
        {
            Toxiproxy = toxiproxy.Url, Parallel = 2, TimeProvider = new QuickTime(5),
        }, token);
        await ended.Task;
        await toxiproxy.DisposeAsync();

        var results = await run;
        results.Summary.Ended.ShouldNotBeNull().ShouldMatch(@"^Toxiproxy ended \d+\.\d s into the run \(.+\); in flight: tus/core/");
        results.Summary.IsTargetDead.ShouldBeFalse();
        results.Summary.Interrupted.ShouldBeTrue();
        results.Cases.ShouldAllBe(result => result.Verdict != Verdict.Harness && result.Verdict != Verdict.Fail);
    }

    private static async Task SeeAsync(ToxiproxyClient client, ConcurrentBag<string> seen, CancellationToken token)
    {
        foreach (var proxy in (await client.ListAsync(token)).Keys)
        {
            seen.Add(proxy);
        }
    }

    private static async Task DeleteAllAsync(ToxiproxyClient client, CancellationToken token)
    {
        foreach (var proxy in (await client.ListAsync(token)).Keys)
        {
            await client.DeleteAsync(proxy, token);
        }
    }
}
