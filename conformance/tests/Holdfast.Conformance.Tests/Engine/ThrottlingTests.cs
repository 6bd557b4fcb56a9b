using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Engine;

[CancelAfter(60_000)]
public sealed class ThrottlingTests
{
    private static readonly string[] Some =
        ["tus/core/patch/**", "tus/core/head/**", "tus/wire/framing/**", "tus/wire/early/**", "tus/termination/**"];

    [TestCase("429\nRetry-After: 1")]
    [TestCase("429")]
    [TestCase("503\nRetry-After: 1")]
    public async Task A_request_that_is_refused_for_now_is_sent_again_and_breaks_nothing(string refusal, CancellationToken token)
    {
        var requests = 0;
        var tus = new TinyTus { Refuses = _ => Interlocked.Increment(ref requests) % 50 == 49 ? refusal : null };
        await using var server = tus.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, Some) with { TimeProvider = new QuickTime(5), Parallel = 2 }, token);
        results.Cases.Where(result => result.Verdict is Verdict.Fail or Verdict.Warn).Select(Runs.Describe).ShouldBeEmpty();
        (results.Summary.Rate is not null).ShouldBe(refusal.StartsWith("429", StringComparison.Ordinal));
    }

    [Test]
    public async Task The_cleanup_repeats_throttled_requests(CancellationToken token)
    {
        var deletions = 0;
        var tus = new TinyTus
        {
            Refuses = request => request.Method == "DELETE" && Interlocked.Increment(ref deletions) % 2 == 1 ? "429\nRetry-After: 1" : null,
        };
        await using var server = tus.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/core/head/length") with { TimeProvider = new QuickTime(20) }, token);
        results.Cases.ShouldHaveSingleItem().LeftBehind.ShouldBeEmpty();
        deletions.ShouldBeGreaterThan(3);
    }

    [Test]
    public async Task A_case_that_is_always_throttled_is_inconclusive_and_names_the_rate(CancellationToken token)
    {
        var tus = new TinyTus
        {
            Refuses = request => request.Method == "PATCH" && request["Upload-Offset"] != "0" ? "503\nRetry-After: 1" : null,
        };
        await using var server = tus.Start();
        var results =
            await Runs.FinishAsync(Runs.Options(server, "tus/core/patch/offset-mismatch") with { TimeProvider = new QuickTime(20) }, token);
        var result = results.Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(Verdict.Inconclusive, Runs.Describe(result));
        result.Reason.ShouldBe("The target answered '503' each time that the case ran. Send fewer requests per second with --rate.");
        result.Checks.ShouldNotContain(check => check.Verdict == Verdict.Fail || check.Verdict == Verdict.Warn);
    }
}
