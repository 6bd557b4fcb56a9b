using System.Collections.Concurrent;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>Answers that ask for another try later: 429 (RFC 6585, 4), and 503 with Retry-After (RFC 9110, 15.6.4).</summary>
[CancelAfter(60_000)]
public sealed class PutOffTests
{
    [Test]
    public async Task A_request_that_is_put_off_breaks_no_MUST_whichever_it_is([Range(1, 6)] int number, [Values("429", "503\nRetry-After: 1")] string answer, CancellationToken token)
    {
        var requests = new ConcurrentDictionary<string, int>();
        await using var server = new TinyTus((request, right) => Number(requests, request) == number ? answer : right).Start();
        var options = Runs.Options(server);
        var results = await Runs.FinishAsync(options with { Selection = options.Selection with { Except = ["tus/resilience"] }, DialsDirectly = true }, token);
        results.Cases.Where(result => result.Checks.Any(check => check.Verdict == Verdict.Fail)).Select(Runs.Told).ShouldBeEmpty();
        results.Cases.Where(result => result.Verdict == Verdict.Inconclusive).ShouldNotBeEmpty();
    }

    // Every case counts for itself.
    private static int Number(ConcurrentDictionary<string, int> requests, TinyRequest request) =>
        request["Holdfast-Case"] is { } name ? requests.AddOrUpdate(name, 1, (_, before) => before + 1) : 0;
}
