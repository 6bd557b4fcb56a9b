using System.Collections.Concurrent;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>A server names uploads on an origin that the user did not give.</summary>
[CancelAfter(120_000)]
public sealed class OtherOriginTests
{
    private const string Token = "Bearer a-token-of-the-target";

    private readonly ConcurrentQueue<TinyRequest> _requests = [];
    private string _other = "";
    private string _received = "";
    private bool _demandsToken;
    private bool _fromTheFirst;
    private bool _namesEverySecondThere;
    private int _created;

    [Test]
    public async Task No_request_there_carries_what_the_user_gave_for_the_target([Values] bool everySecond, CancellationToken token)
    {
        _namesEverySecondThere = everySecond;
        var results = await RunAsync([], token, "tus/core", "tus/creation", "tus/termination", "tus/wire/connection",
            "tus/resilience/cut/in-body/reset", "tus/resilience/zombie");

        var there = _requests.Where(IsThere).ToList();
        there.Count.ShouldBeGreaterThan(100);
        _received.ShouldNotContain(Token);
        _requests.ShouldContain(request => !IsThere(request) && request["Authorization"] == Token);
        results.Summary.Withheld.ShouldBe([$"http://{_other}"]);
        RunNotes.Of(results).Select(note => note.Text).ShouldContain(
            $"The server names uploads on http://{_other}, another origin than the target's; the header fields of --header were not sent "
                + $"there. --trust-origin http://{_other} sends them.");
        results.Cases.Where(result => result.Verdict is Verdict.Fail or Verdict.Warn or Verdict.Harness).Select(Runs.Describe)
            .ShouldBeEmpty();
    }

    [Test]
    public async Task A_refusal_there_is_no_accusation_and_names_the_option_that_helps(CancellationToken token)
    {
        _demandsToken = true;
        var results = await RunAsync([], token, "tus/core/patch", "tus/core/head");

        results.Cases.Where(result => result.Verdict is not (Verdict.Inconclusive or Verdict.Pass or Verdict.Observe)).Select(Runs.Describe)
            .ShouldBeEmpty();
        results.Cases.ShouldContain(result => result.Reason ==
            $"'http://{_other}' answered HEAD with 401. The header fields of the target (Authorization) were not sent there. "
            + $"This is not the target's origin; use --trust-origin http://{_other} to send them there.");
    }

    [Test]
    public async Task A_refusal_of_the_first_upload_there_names_the_option_that_helps(CancellationToken token)
    {
        (_demandsToken, _fromTheFirst) = (true, true);
        var outcome = await OutcomeAsync([], token, "tus/core/patch");
        outcome.ShouldBeOfType<RunOutcome.NothingRun>().Reason.ShouldEndWith(
            $"It places uploads on http://{_other}, another origin, to which the fields of --header were not sent. Use --trust-origin "
                + $"http://{_other} to send them. Nothing was checked.");
    }

    [Test]
    public async Task A_trusted_origin_gets_them(CancellationToken token)
    {
        _demandsToken = true;
        var results = await RunAsync(null, token, "tus/core/patch", "tus/core/head");

        results.Cases.Where(result => result.Verdict is not (Verdict.Pass or Verdict.Observe)).Select(Runs.Describe).ShouldBeEmpty();
        results.Summary.Withheld.ShouldBeNull();
        results.Run.Limits.ShouldBe([$"The header fields of --header are sent to http://{_other} as well (--trust-origin)."]);
    }

    private bool IsThere(TinyRequest request) => request["Host"] == _other;

    // One server on two ports. Null trusts the other one.
    private async Task<ResultsDocument> RunAsync(IReadOnlyList<Uri>? trusted, CancellationToken token, params string[] only) =>
        (await OutcomeAsync(trusted, token, only)).ShouldBeOfType<RunOutcome.Finished>().Results;

    private async Task<RunOutcome> OutcomeAsync(IReadOnlyList<Uri>? trusted, CancellationToken token, params string[] only)
    {
        var tus = new TinyTus(Spoil)
        {
            Before = request =>
            {
                _requests.Enqueue(request);
                return Task.CompletedTask;
            },
        };
        await using var here = tus.Start();
        await using var there = tus.Start();
        _other = $"127.0.0.1:{there.Port}";
        var options = Runs.Options(here, only);
        options = options with
        {
            Target = options.Target with
            {
                Headers = [new("Authorization", Token)], TrustedOrigins = trusted ?? [new Uri($"http://{_other}")],
            },
        };
        var outcome = await new ConformanceRun(options, CatalogueCases.Source, new SilentObserver()).RunAsync(token);
        _received = there.Received;
        return outcome;
    }

    private string Spoil(TinyRequest request, string answer) =>
        _demandsToken && request["Authorization"] != Token && (_fromTheFirst || request["Holdfast-Case"] is not null)
            ? "401\nTus-Resumable: 1.0.0"
        : _namesEverySecondThere && Interlocked.Increment(ref _created) % 2 == 0 ? answer
        : answer.Replace("Location: /", $"Location: http://{_other}/", StringComparison.Ordinal);
}
