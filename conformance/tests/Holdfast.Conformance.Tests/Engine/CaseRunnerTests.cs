using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;
using Microsoft.Extensions.Time.Testing;
using Case = Holdfast.Conformance.Engine.Case;

namespace Holdfast.Conformance.Tests.Engine;

[CancelAfter(20_000)]
public sealed class CaseRunnerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RunOptions _options;
    private readonly CaseRunner _runner;
    private readonly CircuitBreaker _breaker;

    public CaseRunnerTests()
    {
        _options = new RunOptions
        {
            Subject = new RunSubject.Server(new Target { Url = new Uri("http://127.0.0.1:1/") }), Seed = 42, TimeProvider = _time,
        };
        _breaker = new CircuitBreaker(_ => Task.FromResult<Death?>(null), null, _time);
        var offered = new Exchange([], ResponseHead.Parse("HTTP/1.1 204 \r\nTus-Extension: creation, termination\r\n\r\n"), WireEnd.Open);
        _runner = new CaseRunner(new ServerRunContext
        {
            Options = _options,
            Target = _options.Target,
            Capabilities = new Capabilities(offered),
            Links = new EmbeddedLinkFactory(_time),
            Credentials = _options.Target.ToCredentials(),
            Rate = new RateLimit(null, _time),
            Breaker = _breaker,
        });
    }

    public void Dispose() => _breaker.Dispose();

    [Test]
    public async Task The_worst_check_is_the_verdict_and_everything_known_is_recorded(CancellationToken token)
    {
        var result = await RunAsync(
            context =>
            {
                context.Checks.Judge("a", "1", "1", holds: true, "TUS-036");
                context.Checks.Judge("b", "1", "2", holds: false, "TUS-029");
                context.Note("half way");
                _time.Advance(TimeSpan.FromSeconds(1.5));
                return Task.CompletedTask;
            },
            token);
        (result.Verdict, result.Reason, result.DurationMs).ShouldBe((Verdict.Warn, null, 1500));
        result.Seed.ShouldBe(CaseSeed.Of(42, "tus/test/case"));
        result.Checks.Count.ShouldBe(2);
        result.Evidence.Wire.ShouldHaveSingleItem().Text.ShouldBe("half way");
        (result.Does, result.Must, result.Why).ShouldBe(("D.", "M.", "W."));
    }

    [Test]
    public async Task The_texts_cover_every_requirement_that_is_named_or_judged(CancellationToken token)
    {
        var result = await RunAsync(
            context =>
            {
                context.Checks.Judge("a", "1", "1", holds: true, "TUS-036", "A-24");
                context.Checks.Observe("b", "2", "TUS-046");
                return Task.CompletedTask;
            },
            token,
            judges: ["TUS-001", "TUS-036"]);
        result.Requirements.Select(text => text.Id).ShouldBe(["TUS-001", "TUS-036", "A-24", "TUS-046"]);
        result.Requirements[0].Level.ShouldBe("MUST");
    }

    [Test]
    public async Task A_missing_extension_is_unsupported_and_nothing_runs(CancellationToken token)
    {
        var result = await RunAsync(_ => throw new InvalidOperationException("ran"), token, needs: ["creation", "checksum", "expiration"]);
        (result.Verdict, result.Reason).ShouldBe((Verdict.Unsupported, "The target does not announce 'checksum', 'expiration'."));
        result.Checks.ShouldBeEmpty();
        result.Requirements.ShouldNotBeEmpty();
    }

    [Test]
    public async Task A_case_that_throws_is_our_own_fault(CancellationToken token)
    {
        var result = await RunAsync(_ => throw new InvalidOperationException("a defect"), token);
        result.Verdict.ShouldBe(Verdict.Harness);
        result.Reason.ShouldBe(
            "Holdfast itself failed in this case, which says nothing about the target. The error is 'a defect'. Please report it with the "
                + "details in the last entry of the case's log.");
        result.Evidence.Wire[^1].Text.ShouldStartWith("System.InvalidOperationException: a defect");
    }

    [Test]
    public async Task A_case_without_a_check_is_our_own_fault(CancellationToken token)
    {
        var result = await RunAsync(_ => Task.CompletedTask, token);
        (result.Verdict, result.Reason).ShouldBe(
            (Verdict.Harness, "Holdfast itself failed: the case ended without any check. Please report this."));
    }

    [Test]
    public async Task A_case_that_cannot_go_on_keeps_its_checks_and_a_fail_stays_a_fail(CancellationToken token)
    {
        var result = await RunAsync(
            context =>
            {
                context.Checks.Judge("a", "1", "2", holds: false, "TUS-036");
                throw CaseStoppedException.Inconclusive("Nobody there.");
            },
            token);
        (result.Verdict, result.Reason).ShouldBe((Verdict.Fail, "Nobody there."));
    }

    [TestCase("TUS-036", Verdict.Fail)]
    [TestCase("TUS-029", Verdict.Warn)]
    [TestCase("TUS-046", Verdict.Inconclusive)]
    public async Task A_case_that_ends_at_a_step_that_it_has_judged_comes_to_what_the_requirement_weighs(
        string requirement, Verdict verdict, CancellationToken token)
    {
        var result = await RunAsync(
            context =>
            {
                context.Checks.Judge("a", "1", "2", holds: false, requirement);
                throw CaseStoppedException.Judged("The case cannot go on without it.");
            },
            token);
        (result.Verdict, result.Reason).ShouldBe((verdict, "The case cannot go on without it."));
    }

    [Test]
    public async Task At_its_time_limit_a_case_is_inconclusive_whatever_passed_before(CancellationToken token)
    {
        var entered = new TaskCompletionSource();
        var running = RunAsync(
            async context =>
            {
                context.Checks.Judge("a", "1", "1", holds: true, "TUS-036");
                entered.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.CancellationToken);
            },
            token);
        await entered.Task.WaitAsync(token);
        _time.Advance(TimeSpan.FromSeconds(29));
        running.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        var result = await running;
        (result.Verdict, result.Reason).ShouldBe((Verdict.Inconclusive, "The case did not end within its limit of 30 s."));
        result.Checks.ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Pass);
    }

    [Test]
    public async Task A_target_that_vanished_is_inconclusive_and_named(CancellationToken token)
    {
        var result = await RunAsync(
            async context =>
            {
                await using var connection = await context.ConnectAsync(WireUrl.Of(context.Target.Url));
                var exchange =
                    await connection.ExchangeAsync(new WireRequest("HEAD", "/"), TimeSpan.FromSeconds(5), context.CancellationToken);
                context.Checks.Unknown("HEAD", "an answer", exchange.Outcome, "TUS-021");
            },
            token);
        result.Verdict.ShouldBe(Verdict.Inconclusive);
        result.Reason.ShouldNotBeNull().ShouldStartWith("The target was reachable when the run began, but not in this case: ");
        result.Evidence.Faults.ShouldContain(fault => fault.Fault == "ConnectFailed");
    }

    [Test]
    public async Task Measurements_of_a_case_are_in_its_record(CancellationToken token)
    {
        var measured = await RunAsync(
            context =>
            {
                context.Measure("time to think", 12.5, "ms");
                context.Checks.Observe("Something", "seen");
                return Task.CompletedTask;
            },
            token);
        measured.Measurements.ShouldBe([new Measurement("time to think", 12.5, "ms")]);
        measured.Evidence.History.ShouldBeEmpty();
        (await RunAsync(_ => Task.CompletedTask, token)).Measurements.ShouldBeNull();
    }

    [Test]
    public async Task A_stopped_run_gives_no_record(CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var result = await _runner.RunAsync(
            Of(async context =>
            {
                await stop.CancelAsync();
                context.CancellationToken.ThrowIfCancellationRequested();
            }),
            stop.Token);
        result.ShouldBeNull();
    }

    private async Task<CaseRecord> RunAsync(
        Func<ServerCaseContext, Task> run, CancellationToken token, IReadOnlyList<string>? needs = null,
        IReadOnlyList<string>? judges = null) =>
        (await _runner.RunAsync(Of(run, needs, judges), token)).ShouldNotBeNull();

    private static Case Of(Func<ServerCaseContext, Task> run, IReadOnlyList<string>? needs = null, IReadOnlyList<string>? judges = null) =>
        new()
    {
        Id = "tus/test/case",
        Title = "A case",
        Does = "D.",
        Must = "M.",
        Why = "W.",
        Judges = judges ?? ["TUS-036"],
        Needs = needs ?? [],
        Run = run,
    };
}
