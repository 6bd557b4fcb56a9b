using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Reports.Results;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Conformance.Tests.Engine;

public sealed class RateLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Requests_get_one_moment_each_and_unused_ones_are_not_saved_up()
    {
        var limit = new RateLimit(4, _time);
        Milliseconds(limit, 3).ShouldBe([0, 250, 500]);
        _time.Advance(TimeSpan.FromSeconds(10));
        Milliseconds(limit, 2).ShouldBe([0, 250]);
    }

    [Test]
    public void A_429_delays_the_run_which_continues_slightly_slower_than_the_accepted_rate()
    {
        var limit = new RateLimit(null, _time);
        Milliseconds(limit, 40).ShouldAllBe(wait => wait == 0);
        _time.Advance(TimeSpan.FromSeconds(1));
        limit.SlowDown(TimeSpan.FromSeconds(1));

        // 40 requests in 2 seconds, and four fifths of that from then on.
        limit.Adapted.ShouldBe(16);
        limit.Pause.ShouldBe(TimeSpan.FromSeconds(1));
        limit.SlowDown(TimeSpan.FromSeconds(30));
        Milliseconds(limit, 3).ShouldBe([1000, 1062.5, 1125]);
    }

    [Test]
    public void A_target_with_other_limits_than_requests_does_not_make_the_run_endless()
    {
        var limit = new RateLimit(null, _time);
        for (var refusal = 0; refusal < 20; refusal++)
        {
            limit.Reserve();
            limit.SlowDown(TimeSpan.FromSeconds(1));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        limit.Adapted.ShouldBe(10);
        limit.Pause.ShouldBe(TimeSpan.Zero);
    }

    [Test]
    public void Waiting_for_the_rate_is_not_the_cases_own_time()
    {
        using var deadline = new CaseDeadline(TimeSpan.FromSeconds(30), _time);
        deadline.Extend(TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(49));
        deadline.Token.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        deadline.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task All_requests_of_a_run_are_spread_with_those_of_the_cleanup(CancellationToken token)
    {
        var requests = 0;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var last = TimeSpan.Zero;
        var tus = new TinyTus
        {
            Before = _ =>
            {
                Interlocked.Increment(ref requests);
                last = clock.Elapsed;
                return Task.CompletedTask;
            },
        };
        await using var server = tus.Start();
        var results = await Runs.FinishAsync(
            Runs.Options(server, "tus/core/head/length", "tus/core/head/no-store", "tus/core/patch/appends") with { Rate = 50 }, token);

        results.Cases.ShouldAllBe(result => result.Verdict == Verdict.Pass);
        requests.ShouldBeGreaterThan(12);

        // The n-th request cannot come earlier than n-1 intervals after the first; a slow machine makes it later only.
        last.TotalSeconds.ShouldBeGreaterThan((requests - 1) / 50.0 - 0.02);
        tus.Uploads.ShouldBe(0);
    }

    private static List<double> Milliseconds(RateLimit limit, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => limit.Reserve().TotalMilliseconds)];
}
