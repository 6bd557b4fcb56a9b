using System.Collections.Concurrent;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>The uploads that a run leaves on a third party's server, and the way to find them.</summary>
[CancelAfter(40_000)]
public sealed class TraceTests
{
    [Test]
    public async Task Uploads_are_deleted_if_the_server_supports_it(CancellationToken token)
    {
        var tus = new TinyTus();
        await using var server = tus.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/core", "tus/creation"), token);
        results.Cases.SelectMany(result => result.LeftBehind).ShouldBeEmpty();
        tus.Uploads.ShouldBe(0);
    }

    [Test]
    public async Task Uploads_that_cannot_be_deleted_are_listed(CancellationToken token)
    {
        var tus = new TinyTus { Extensions = "creation,creation-with-upload" };
        await using var server = tus.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/core/patch", "tus/creation"), token);
        var left = results.Cases.SelectMany(result => result.LeftBehind).ToList();
        left.ShouldAllBe(url => url.StartsWith(server.Url.ToString(), StringComparison.Ordinal));
        left.AddRange(results.Run.LeftBehind!);
        left.Distinct().Count().ShouldBe(tus.Uploads);
        RunNotes.Of(results).ShouldContain(note =>
            note.Text.StartsWith($"{left.Count} uploads may be left on the target, marked 'holdfast-run' with {results.Run.Marker}"));
    }

    [Test]
    public async Task A_deletion_that_is_refused_leaves_the_upload_named(CancellationToken token)
    {
        var result = await Runs.OneAsync(
            new TinyTus((request, answer) => request.Method == "DELETE" ? "500" : answer), "tus/core/head/length", token);
        result.Verdict.ShouldBe(Verdict.Pass, Runs.Describe(result));
        result.LeftBehind.ShouldHaveSingleItem().ShouldContain("/files/");
    }

    [Test]
    public async Task A_creation_without_a_response_leaves_an_unknown_upload(CancellationToken token)
    {
        var result = await Runs.OneAsync(new TinyTus(), "tus/resilience/lost-answer/creation", token);
        result.LeftBehind.ShouldBe(["an upload of unknown URL, because the response to its creation was lost"]);
    }

    [Test]
    public async Task Every_request_carries_the_runs_marker_and_so_does_the_metadata_of_its_uploads(CancellationToken token)
    {
        var requests = new ConcurrentQueue<TinyRequest>();
        var tus = new TinyTus
        {
            Before = request =>
            {
                requests.Enqueue(request);
                return Task.CompletedTask;
            },
        };
        await using var server = tus.Start();
        var options = Runs.Options(server, "tus/core/head", "tus/creation/metadata/echo");
        var results = await Runs.FinishAsync(options with { Target = options.Target with { Headers = [new("X-Tenant", "blue")] } }, token);

        var marker = results.Run.Marker.ShouldNotBeNull();
        requests.ShouldAllBe(request => request["Holdfast-Run"] == marker && request["X-Tenant"] == "blue");
        var pair = Conformance.Fields.Metadata.Pair("holdfast-run", marker);
        var posts = requests.Where(request => request.Method == "POST").ToList();
        posts.Count(request => request["Upload-Metadata"] == pair).ShouldBeGreaterThan(3);
        posts.ShouldContain(request => request["Upload-Metadata"] != null && !request["Upload-Metadata"]!.Contains("holdfast-run"),
            "where metadata is the subject it is the case's own");
    }

    [Test]
    public async Task Unannounced_working_and_announced_broken_extensions_are_reported(CancellationToken token)
    {
        var tus = new TinyTus((request, answer) =>
            request.Method == "DELETE" ? answer.Replace("204", "200", StringComparison.Ordinal) : answer) { Extensions =
                "creation,termination" };
        await using var server = tus.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/core/options", "tus/discovery", "tus/termination"), token);
        Failing(results).ShouldBe(1);
        Contradictions.Of(results).ShouldBe([$"Announced but broken: termination, where 1 of {Judging(results)} cases fails.",
            "Working but not announced: creation-with-upload."]);
        results.Cases.Single(result => result.Id == "tus/core/options/announces-what-works").Verdict.ShouldBe(Verdict.Fail);
    }

    [Test]
    public async Task An_extension_that_works_is_not_called_broken_when_its_cases_fail_at_something_else(CancellationToken token)
    {
        await using var server =
            new TinyTus((request, answer) => request.Method == "PATCH" && request["Holdfast-Case"] is not null ? "500" : answer).Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/termination"), token);
        results.Cases.Count(result => result.Verdict == Verdict.Fail).ShouldBeGreaterThan(3);
        Contradictions.Of(results).ShouldBeEmpty();
    }

    private static int Failing(ResultsDocument results) =>
        results.Cases.Count(result => result.Checks.Any(check => check.Verdict == Verdict.Fail && check.Requirements.Any(IsOfTermination)));

    private static int Judging(ResultsDocument results) =>
        results.Cases.Count(
            result => result.Verdict != Verdict.Unsupported && result.Requirements.Any(requirement => IsOfTermination(requirement.Id)));

    private static bool IsOfTermination(string id) => Conformance.Requirements.RequirementCatalogue.Get(id).Extension == "termination";
}
