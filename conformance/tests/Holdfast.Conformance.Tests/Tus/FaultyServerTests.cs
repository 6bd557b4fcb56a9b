using Holdfast.Conformance.Tests.Peer;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>One defect in an otherwise correct server, and the case that must see it.</summary>
[CancelAfter(40_000)]
public sealed class FaultyServerTests
{
    [TestCase("tus/core/patch/appends", "PATCH", "204", "200", Verdict.Fail, "TUS-036")]
    [TestCase("tus/core/patch/appends", "PATCH", "\nUpload-Offset: 4", "", Verdict.Fail, "TUS-037")]
    [TestCase("tus/core/patch/offset-mismatch", "PATCH", "409", "400", Verdict.Fail, "TUS-031")]
    [TestCase("tus/core/patch/media-type-wrong", "PATCH", "415", "400", Verdict.Warn, "TUS-029")]
    [TestCase("tus/core/patch/expect-continue-doomed", "PATCH", "409", "400", Verdict.Warn, "A-20")]
    [TestCase("tus/core/head/no-store", "HEAD", "no-store", "no-cache", Verdict.Fail, "TUS-026")]
    [TestCase("tus/core/head/length", "HEAD", "Upload-Length: 10", "X: y", Verdict.Fail, "TUS-022")]
    [TestCase("tus/core/head/unknown-upload", "HEAD", "404", "404\nUpload-Offset: 0", Verdict.Warn, "TUS-024")]
    [TestCase("tus/core/version/on-success", "HEAD", "\nTus-Resumable: 1.0.0", "", Verdict.Fail, "TUS-009")]
    [TestCase("tus/core/version/head-unsupported", "HEAD", "\nTus-Version: 1.0.0", "", Verdict.Fail, "TUS-012")]
    [TestCase("tus/core/options/max-size", "OPTIONS", "1099511627776", "1e12", Verdict.Fail, "TUS-016")]
    [TestCase("tus/core/options/extensions", "OPTIONS", "creation,", "", Verdict.Fail, "TUS-086")]
    [TestCase("tus/core/options/extensions", "OPTIONS", "creation,", "creation,,", Verdict.Fail, "TUS-014")]
    [TestCase("tus/core/options/announces-what-works", "OPTIONS", "termination", "expiration", Verdict.Fail, "TUS-121")]
    [TestCase("tus/core/options/announces-what-works", "OPTIONS", "creation,creation-with-upload", "x", Verdict.Fail, "TUS-052")]
    [TestCase("tus/creation/post/creates", "POST", "201", "200", Verdict.Fail, "TUS-080")]
    [TestCase("tus/creation/post/creates", "POST", "/files/", "/files/a b/", Verdict.Fail, "TUS-081")]
    [TestCase("tus/creation/post/max-size", "POST", "413", "400", Verdict.Fail, "TUS-078")]
    [TestCase("tus/creation/metadata/echo", "HEAD", "filename", "Filename", Verdict.Fail, "TUS-077")]
    [TestCase("tus/creation-with-upload/part", "POST", "\nUpload-Offset: 4", "", Verdict.Fail, "TUS-091")]
    [TestCase("tus/termination/unfinished", "DELETE", "204", "200", Verdict.Fail, "TUS-123")]
    [TestCase("tus/termination/finished", "DELETE", "204", "400", Verdict.Warn, "TUS-125")]
    public async Task A_wrong_answer_is_seen(
        string id, string method, string right, string wrong, Verdict verdict, string requirement, CancellationToken token)
    {
        var tus =
            new TinyTus((request, answer) => request.Method == method ? answer.Replace(right, wrong, StringComparison.Ordinal) : answer);
        var result = await Runs.OneAsync(tus, id, token);
        result.Verdict.ShouldBe(verdict, Runs.Describe(result));
        result.Checks.Where(check => check.Verdict == verdict).SelectMany(check => check.Requirements).ShouldContain(requirement);
    }

    [TestCase("tus/core/patch/appends")]
    [TestCase("tus/core/head/offset-at-every-stage")]
    [TestCase("tus/resilience/lost-answer/last-append")]
    public async Task A_lost_last_byte_is_seen(string id, CancellationToken token)
    {
        var result = await Runs.OneAsync(new TinyTus { Loses = 1 }, id, token);
        result.Verdict.ShouldBe(Verdict.Fail, Runs.Describe(result));
    }

    [Test]
    public async Task A_GET_that_shows_a_page_about_the_upload_is_not_taken_for_its_content(CancellationToken token)
    {
        var tus = new TinyTus(
            (request, answer) => request.Method == "GET" ? "200\nContent-Type: text/html; charset=utf-8\n\n<p>done</p>" : answer);
        var result = await Runs.OneAsync(tus, "tus/core/patch/appends", token);
        result.Verdict.ShouldBe(Verdict.Pass, Runs.Describe(result));
        result.Checks.ShouldContain(check => check.Actual.Contains("of type 'text/html; charset=utf-8'"));
    }

    [Test]
    public async Task Content_with_a_changed_byte_is_seen(CancellationToken token)
    {
        var tus = new TinyTus((request, answer) => request.Method == "GET" ? answer[..^1] + "!" : answer);
        (await Runs.OneAsync(tus, "tus/core/patch/appends", token)).Verdict.ShouldBe(Verdict.Fail);
    }

    [Test]
    public async Task A_short_busy_answer_after_a_request_is_waited_out(CancellationToken token)
    {
        var busy = 0;
        var tus = new TinyTus((request, answer) => request.Method == "HEAD" && Interlocked.Increment(ref busy) % 2 == 1 ? "423" : answer);
        var result = await Runs.OneAsync(tus, "tus/core/patch/offset-mismatch", token);
        result.Verdict.ShouldBe(Verdict.Pass, Runs.Describe(result));
    }

    [Test]
    public async Task A_credential_that_goes_out_with_every_request_is_in_no_record(CancellationToken token)
    {
        var tus = new TinyTus(
            (request, answer) => answer.Insert(answer.IndexOf('\n', StringComparison.Ordinal), $"\nX-Seen: {request["Authorization"]}"));
        await using var server = tus.Start();
        var options = Runs.Options(server, "tus/core/head/length");
        options = options with { Target = options.Target with { Headers = [new("Authorization", "Bearer s3cret")] } };
        var result = (await Runs.FinishAsync(options, token)).Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(Verdict.Pass, Runs.Describe(result));
        result.Evidence.Wire.ShouldContain(entry => entry.Text.Contains("X-Seen: [redacted]"));
        result.Evidence.Wire.ShouldAllBe(entry => !entry.Text.Contains("s3cret"));
    }
}
