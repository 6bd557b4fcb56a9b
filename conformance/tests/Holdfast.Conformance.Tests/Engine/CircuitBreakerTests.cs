using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Conformance.Wire.Serving;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Engine;

[CancelAfter(60_000)]
public sealed class CircuitBreakerTests
{
    private static readonly string[] Some = ["tus/core/**", "tus/creation/**"];

    [Test]
    public async Task A_server_that_dies_ends_the_run_with_one_sentence(CancellationToken token)
    {
        var requests = 0;
        ScriptedServer? server = null;
        var ended = Task.CompletedTask;
        var tus = new TinyTus
        {
            Before = _ =>
            {
                if (Interlocked.Increment(ref requests) == 100)
                {
                    ended = server!.DisposeAsync().AsTask();
                }

                return Task.CompletedTask;
            },
        };
        server = tus.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, Some) with { Parallel = 2, TimeProvider = new QuickTime(5) }, token);
        results.Summary.Ended.ShouldNotBeNull()
            .ShouldMatch(@"^The server died \d+\.\d s into the run \(Connection refused\); in flight: tus/[a-z/-]+(, tus/[a-z/-]+)?\.$");
        results.Summary.IsTargetDead.ShouldBeTrue();
        results.Summary.Interrupted.ShouldBeFalse();
        results.Cases.ShouldAllBe(result => result.Verdict != Verdict.Inconclusive && result.Verdict != Verdict.Harness);
        results.Summary.NotDone!.Count.ShouldBe(results.Run.Selected - results.Cases.Count);
        await ended;
    }

    [Test]
    public async Task A_server_that_falls_silent_ends_the_run(CancellationToken token)
    {
        var requests = 0;
        var silent = new TaskCompletionSource();
        var tus = new TinyTus { Before = _ => Interlocked.Increment(ref requests) > 100 ? silent.Task : Task.CompletedTask };
        await using var server = tus.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, Some) with { Parallel = 2, TimeProvider = new QuickTime(20) }, token);
        silent.SetResult();
        results.Summary.Ended.ShouldNotBeNull().ShouldMatch(
            @"^The server stopped answering \d+\.\d s into the run \(OPTIONS got no response in time, twice\); in flight: tus/");
        results.Summary.IsTargetDead.ShouldBeTrue();
    }

    [Test]
    public async Task The_budget_is_a_hard_limit_and_unfinished_cases_are_listed(CancellationToken token)
    {
        var requests = 0;
        var silent = new TaskCompletionSource();
        var tus = new TinyTus { Before = _ => Interlocked.Increment(ref requests) > 60 ? silent.Task : Task.CompletedTask };
        await using var server = tus.Start();
        var options = Runs.Options(server, Some) with { Parallel = 2, Budget = TimeSpan.FromSeconds(8) };
        options = options with { Target = options.Target with { Patience = TimeSpan.FromMinutes(5) } };
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var results = await Runs.FinishAsync(options, token);
        silent.SetResult();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(40), "Each request alone would be waited for five minutes.");
        results.Summary.NotDone.ShouldNotBeNull().Count.ShouldBe(results.Run.Selected - results.Cases.Count);
        results.Summary.Ended.ShouldBeNull();
        results.Summary.Interrupted.ShouldBeFalse();
    }

    [Test]
    public async Task A_target_that_still_answers_a_separate_request_does_not_end_the_run(CancellationToken token)
    {
        var late = new TaskCompletionSource();
        await using var server = new TinyTus
        {
            Before = request => request.Method == "HEAD" ? late.Task : Task.CompletedTask,
        }.Start();
        var options = Runs.Options(server, "tus/core/head/length", "tus/core/options/versions");
        options = options with { Target = options.Target with { Patience = TimeSpan.FromSeconds(1) } };
        var results = await Runs.FinishAsync(options, token);
        results.Summary.Ended.ShouldBeNull();
        results.Cases.Count.ShouldBe(2);
        late.SetResult();
    }
}
