using Holdfast.Conformance.Tests.Peer;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>The evidence of an accusation, for any defect.</summary>
[CancelAfter(60_000)]
public sealed class AccusationTests
{
    [TestCase("POST", "201", "500")]
    [TestCase("POST", "\nLocation: ", "\nX-Location: ")]
    [TestCase("PATCH", "204", "500")]
    [TestCase("PATCH", "\nUpload-Offset: ", "\nUpload-Offset: 1")]
    [TestCase("HEAD", "200", "404")]
    [TestCase("HEAD", "\nUpload-Offset: ", "\nX-Offset: ")]
    [TestCase("DELETE", "204", "423")]
    public async Task Every_failure_or_warning_cites_a_requirement(string method, string right, string wrong, CancellationToken token)
    {
        await using var server = new TinyTus((request, answer) =>
            request.Method == method && request["Holdfast-Case"] is not null
                ? answer.Replace(right, wrong, StringComparison.Ordinal) : answer).Start();
        var options = Runs.Options(server);
        var results = await Runs.FinishAsync(options with { Selection = options.Selection with { Except = ["tus/resilience"] } }, token);
        var accused = results.Cases.Where(result => result.Verdict is Verdict.Fail or Verdict.Warn).ToList();
        accused.ShouldNotBeEmpty();
        accused.Where(result => !result.Checks.Any(check => check.Verdict == result.Verdict && check.Requirements.Count > 0))
            .Select(Runs.Describe).ShouldBeEmpty();
    }

    [TestCase("tus/wire/chunk/size-spelling",
        "A chunked PATCH does not succeed in its usual form either: 411. So the response to another form proves nothing.")]
    [TestCase("tus/core/patch/media-type-near-miss", null)]
    public async Task A_request_refused_in_its_usual_form_proves_nothing_about_other_forms(
        string id, string? reason, CancellationToken token)
    {
        var result = await Runs.OneAsync(new TinyTus((request, answer) => request.Chunked ? "411" : answer), id, token);
        (result.Verdict, result.Reason).ShouldBe((reason is null ? Verdict.Pass : Verdict.Inconclusive, reason), Runs.Describe(result));
    }
}
