using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Discovery;

[CancelAfter(60_000)]
public sealed class FirstUploadTests
{
    // Three that stand on appends, one about the creation, one about the append, one about refusals.
    private static readonly string[] Some =
    [
        "tus/creation/post/creates", "tus/core/patch/appends", "tus/core/patch/too-long", "tus/core/patch/many-empty",
        "tus/core/head/length", "tus/core/version/missing",
    ];

    [TestCase("401", "POST", "'401'. Give credentials with --header 'Authorization: Bearer …'.")]
    [TestCase("403\n\nno entry\n for you", "POST",
        "'403' and the body 'no entry for you'. Give credentials with --header 'Authorization: Bearer …', or required metadata with "
            + "--metadata 'key=value'.")]
    [TestCase("302\nLocation: /login", "POST",
        "'302'. It points to '{0}login': give that URL if uploads are created there, or credentials with --header if it is a login page.")]
    [TestCase("308\nLocation: http://127.0.0.1:1/v2/", "POST",
        "'308'. It points to 'http://127.0.0.1:1/v2/': give that URL if uploads are created there, or credentials with --header if it is "
            + "a login page.")]
    [TestCase("400\n\nno filename", "POST",
        "'400' and the body 'no filename'. If it requires metadata for each upload, give it with --metadata 'key=value'.")]
    [TestCase("404", "POST", "'404'. Give the creation URL, or existing uploads with --upload-url.")]
    [TestCase("500", "POST", "'500'. Check the server's log, and try again when it accepts uploads.")]
    [TestCase("403", "PATCH",
        "'403'. Give credentials with --header 'Authorization: Bearer …', or required metadata with --metadata 'key=value'.")]
    public async Task A_refusal_of_the_first_upload_is_reported_in_one_sentence(
        string answer, string method, string told, CancellationToken token)
    {
        await using var server = new TinyTus((request, usual) => request.Method == method ? answer : usual).Start();
        var outcome = await new ConformanceRun(Runs.Options(server, Some), CatalogueCases.Source, new SilentObserver()).RunAsync(token);
        var step = method == "POST" ? "the first creation of an upload (POST)" : "the first append (PATCH)";
        var root = new Uri(server.Url, "/").ToString();
        outcome.ShouldBe(new RunOutcome.NothingRun(
            $"'{server.Url}' answered {step} with {told.Replace("{0}", root, StringComparison.Ordinal)} Nothing was checked."));
    }

    [Test]
    public async Task Refused_credentials_are_not_requested_again(CancellationToken token)
    {
        await using var server = new TinyTus((_, _) => "401").Start();
        var options = Runs.Options(server, Some);
        options = options with { Target = options.Target with { Headers = [new("Authorization", "Bearer wrong-token")] } };
        var outcome = await new ConformanceRun(options, CatalogueCases.Source, new SilentObserver()).RunAsync(token);
        outcome.ShouldBeOfType<RunOutcome.NothingRun>().Reason.ShouldContain(
            "The server does not accept uploads with the credentials of --header.");
    }

    [TestCase("POST", "201", "200", "tus/creation/post/creates",
        "Creations are answered with '200' instead of 201; the cases continue with the upload that Location names.")]
    [TestCase("PATCH", "204", "200", "tus/core/patch/appends",
        "PATCH is answered with '200' instead of 204; the cases treat it as the success that it seems to be.")]
    public async Task A_deviation_that_a_client_can_live_with_fails_one_case(
        string method, string right, string wrong, string judge, string told, CancellationToken token)
    {
        await using var server = new TinyTus((request, usual) =>
            request.Method == method && usual.StartsWith(right, StringComparison.Ordinal) ? wrong + usual[3..] : usual).Start();
        var results = await Runs.FinishAsync(Runs.Options(server, Some), token);
        results.Run.Ground.ShouldBe([told]);
        results.Cases.Where(result => result.Verdict != Verdict.Pass).Select(result => (result.Id, result.Verdict))
            .ShouldBe([(judge, Verdict.Fail)]);
    }

    [Test]
    public async Task A_creation_without_a_Location_fails_one_case_and_leaves_the_others_unknown(CancellationToken token)
    {
        await using var server = new TinyTus((request, usual) =>
            request.Method == "POST" ? usual.Replace("Location", "X-Location", StringComparison.Ordinal) : usual).Start();
        var results = await Runs.FinishAsync(Runs.Options(server, Some), token);
        var told = results.Run.Ground.ShouldHaveSingleItem();
        told.ShouldBe("Creations are answered with '201' and no usable Location, so no client can find the upload that it created, and no "
            + "case can continue.");
        results.Cases.Single(result => result.Verdict == Verdict.Fail).Id.ShouldBe("tus/creation/post/creates");
        results.Cases.Where(result => result.Verdict == Verdict.Inconclusive).ShouldAllBe(result => result.Reason == told);
        results.Summary.Inconclusive.ShouldBeGreaterThan(2);
    }

    [Test]
    public async Task An_excused_status_is_kept_in_the_evidence(CancellationToken token)
    {
        await using var server = new TinyTus(
            (request, usual) => request.Method == "POST" ? usual.Replace("201", "200", StringComparison.Ordinal) : usual).Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/core/head/length"), token);
        var result = results.Cases.ShouldHaveSingleItem();
        result.Evidence.History.First(entry => entry.Method == "POST").Status.ShouldBe(200);
        result.Evidence.Wire.ShouldContain(entry => entry.Text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_server_with_silent_OPTIONS_is_judged_by_what_works_and_by_the_named_extensions(CancellationToken token)
    {
        await using var server = new TinyTus((request, usual) => request.Method == "OPTIONS" ? "204" : usual).Start();
        var options = Runs.Options(server, "tus/core/head/length", "tus/termination/unfinished", "tus/creation-with-upload/whole");
        var results = await Runs.FinishAsync(options, token);
        results.Run.Ground.ShouldBe(["OPTIONS is answered with '204' and no tus field, although an upload works; name the extensions that "
            + "the server supports with --extensions."]);
        Verdicts(results).ShouldBe([("tus/core/head/length", Verdict.Pass), ("tus/creation-with-upload/whole", Verdict.Unsupported),
            ("tus/termination/unfinished", Verdict.Pass)]);

        options = options with { Target = options.Target with { Extensions = ["creation-with-upload"] } };
        Verdicts(await Runs.FinishAsync(options, token)).ShouldAllBe(one => one.Verdict == Verdict.Pass);
    }

    [Test]
    public async Task Required_metadata_is_sent_except_by_cases_about_metadata(CancellationToken token)
    {
        var tus = new TinyTus
        {
            Refuses = request => request.Method == "POST"
                && request["Upload-Metadata"]?.Contains("bucket aGVyZQ==", StringComparison.Ordinal) != true ? "400" : null,
        };
        await using var server = tus.Start();
        var options = Runs.Options(server, [.. Some, "tus/creation/metadata/echo"]);
        options = options with { Target = options.Target with { Metadata = [new("bucket", "here")] } };
        var results = await Runs.FinishAsync(options, token);
        results.Cases.Where(result => result.Verdict != Verdict.Pass).Select(result => (result.Id, result.Verdict, result.Reason)).ShouldBe(
            [("tus/creation/metadata/echo", Verdict.Unsupported,
                "The case creates uploads with its own metadata, and the target accepts only uploads with that of --metadata.")]);
        tus.Uploads.ShouldBe(0);
    }

    [Test]
    public async Task Metadata_that_is_not_demanded_keeps_no_case_from_running(CancellationToken token)
    {
        await using var server = new TinyTus().Start();
        var options = Runs.Options(server, [.. Some, "tus/creation/metadata/echo"]);
        options = options with { Target = options.Target with { Metadata = [new("bucket", "here")] } };
        (await Runs.FinishAsync(options, token)).Cases.ShouldAllBe(result => result.Verdict == Verdict.Pass);
    }

    [Test]
    public async Task Without_termination_the_first_upload_is_named_among_what_is_left(CancellationToken token)
    {
        await using var server = new TinyTus { Extensions = "creation" }.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/core/head/length"), token);
        results.Run.LeftBehind.ShouldHaveSingleItem().ShouldStartWith(server.Url.ToString());
    }

    private static List<(string Id, Verdict Verdict)> Verdicts(ResultsDocument results) =>
        [.. results.Cases.Select(result => (result.Id, result.Verdict)).OrderBy(one => one.Id, StringComparer.Ordinal)];
}
