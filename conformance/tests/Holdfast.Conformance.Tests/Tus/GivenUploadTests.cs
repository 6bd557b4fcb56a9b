using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Wire.Serving;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>A server without creation is judged on uploads that its user made.</summary>
[CancelAfter(40_000)]
public sealed class GivenUploadTests
{
    private readonly TinyTus _tus = new() { Extensions = "termination" };

    [Test]
    public async Task A_case_takes_a_given_upload_of_the_length_that_it_needs(CancellationToken token)
    {
        await using var server = _tus.Start();
        var results = await RunAsync(
            server, ["tus/core/head/offset-at-every-stage", "tus/core/patch/empty", "tus/core/head/no-store"], [10, 5], token);

        Verdicts(results, "tus/core/head/offset-at-every-stage").ShouldBe(Verdict.Pass);
        results.Cases.Count(result => result.Verdict == Verdict.Pass).ShouldBe(2, "one of ten bytes and one of five were given");
        results.Cases.Single(result => result.Verdict == Verdict.Unsupported).Reason.ShouldBe(
            "The case needs an unused upload of 5 bytes, and none of that length is left. Give one with --upload-url.");
        results.Summary.UploadsWanted.ShouldBe("1 of 5 bytes");
        _tus.Uploads.ShouldBe(0, "given uploads are deleted, too, where that is offered");
    }

    [Test]
    public async Task A_case_that_is_about_creating_is_unsupported_and_sends_nothing(CancellationToken token)
    {
        await using var server = _tus.Start();
        var results = await RunAsync(server, ["tus/creation/post/creates"], [10], token);
        var result = results.Cases.ShouldHaveSingleItem();
        (result.Verdict, result.Reason).ShouldBe(
            (Verdict.Unsupported, "The case creates uploads itself, which the target does not announce."));
        result.Evidence.Wire.ShouldNotContain(entry => entry.Text.StartsWith("POST"));
    }

    [Test]
    public async Task Without_given_uploads_such_a_server_offers_nothing_to_judge(CancellationToken token)
    {
        await using var server = _tus.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/core/patch"), token);
        results.Cases.ShouldAllBe(
            result => result.Verdict == Verdict.Unsupported && result.Reason == "The target does not announce 'creation'.");
    }

    [Test]
    public async Task A_given_upload_that_is_not_fresh_is_refused_before_anything_runs(CancellationToken token)
    {
        var tus = new TinyTus((request, answer) =>
            request.Method == "HEAD"
                ? answer.Replace("Upload-Offset: 0", "Upload-Offset: 3", StringComparison.Ordinal) : answer) { Extensions = "" };
        await using var server = tus.Start();
        var options = Runs.Options(server, "tus/core/head");
        options = options with { Target = options.Target with { UploadUrls = await CreateAsync(server, [5], token) } };
        var outcome = await new ConformanceRun(options, CatalogueCases.Source, new SilentObserver()).RunAsync(token);
        outcome.ShouldBeOfType<RunOutcome.NothingRun>().Reason.ShouldContain(
            "HEAD got 200 with Upload-Offset '3' and Upload-Length '5'. Expected a fresh one");
    }

    [Test]
    public async Task The_users_length_stands_in_for_one_that_HEAD_does_not_tell(CancellationToken token)
    {
        var tus = new TinyTus((request, answer) =>
            request.Method == "HEAD" ? answer.Replace("Upload-Length", "X-Length", StringComparison.Ordinal) : answer) { Extensions = "" };
        await using var server = tus.Start();
        var options = Runs.Options(server, "tus/core/head/no-store");
        options = options with { Target = options.Target with { UploadUrls = await CreateAsync(server, [5], token), UploadLength = 5 } };
        (await Runs.FinishAsync(options, token)).Cases.ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Pass);
    }

    private static Verdict Verdicts(ResultsDocument results, string id) => results.Cases.Single(result => result.Id == id).Verdict;

    private static async Task<ResultsDocument> RunAsync(ScriptedServer server, string[] only, int[] lengths, CancellationToken token)
    {
        var options = Runs.Options(server, only);
        return await Runs.FinishAsync(options with
        {
            Target = options.Target with { UploadUrls = await CreateAsync(server, lengths, token) },
        }, token);
    }

    // Not visible to the run: the server does not announce creation, and no case requests it.
    private static async Task<IReadOnlyList<string>> CreateAsync(ScriptedServer server, int[] lengths, CancellationToken token)
    {
        using var client = new HttpClient();
        var urls = new List<string>();
        foreach (var length in lengths)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Url)
            {
                Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Length", $"{length}" } },
            };
            using var answer = await client.SendAsync(request, token);
            urls.Add(new Uri(server.Url, answer.Headers.Location!).ToString());
        }

        return urls;
    }
}
