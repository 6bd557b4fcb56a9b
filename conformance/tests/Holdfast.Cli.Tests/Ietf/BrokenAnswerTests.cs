using Holdfast.Conformance.Selection;
using Holdfast.Reports.Results;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Cli.Tests.Ietf;

/// <summary>One field or status of the reference server's answers changed, and the case that must see it.</summary>
[CancelAfter(60_000)]
public sealed class BrokenAnswerTests
{
    [TestCase("ietf/9/append/offset-ahead", "PATCH", 409, "Upload-Offset", null, Verdict.Fail, "IETF-109")]
    [TestCase("ietf/9/append/offset-ahead", "PATCH", 409, "Upload-Complete", "?1", Verdict.Fail, "IETF-108")]
    [TestCase("ietf/6/append/offset-behind", "PATCH", 409, "Upload-Offset", "0", Verdict.Fail, "IETF-204")]
    [TestCase("ietf/10/retrieval/offset", "HEAD", 204, "Upload-Offset", "5.0", Verdict.Fail, "IETF-087")]
    [TestCase("ietf/9/retrieval/completeness", "HEAD", 204, "Upload-Complete", null, Verdict.Fail, "IETF-088")]
    [TestCase("ietf/3/retrieval/completeness", "HEAD", 204, "Upload-Incomplete", "?0", Verdict.Fail, "IETF-201")]
    [TestCase("ietf/8/retrieval/no-store", "HEAD", 204, "Cache-Control", "no-cache", Verdict.Warn, "IETF-091")]
    [TestCase("ietf/8/limits/retrieval", "HEAD", 204, "Upload-Limit", "", Verdict.Fail, "IETF-090")]
    [TestCase("ietf/8/creation/empty", "POST", 201, "Location", null, Verdict.Fail, "IETF-065")]
    [TestCase("ietf/9/creation/whole", "POST", 201, "Upload-Complete", "?0", Verdict.Warn, "IETF-072")]
    [TestCase("ietf/7/append/completes", "PATCH", 201, "Upload-Complete", "?0", Verdict.Fail, "IETF-112")]
    [TestCase("ietf/9/creation/length", "HEAD", 204, "Upload-Length", "101", Verdict.Fail, "IETF-068")]
    [TestCase("ietf/9/limits/options", "OPTIONS", 200, "Upload-Limit", null, Verdict.Fail, "IETF-042")]
    [TestCase("ietf/9/limits/max-size", "POST", 413, "Upload-Limit", null, Verdict.Warn, "IETF-046")]
    [TestCase("ietf/8/resilience/interim/stripped", "POST", 201, "Location", null, Verdict.Fail, "IETF-065")]
    [TestCase("ietf/8/resilience/interim/taken-for-final", "HEAD", 204, "Upload-Offset", "9999", Verdict.Fail, "IETF-005")]
    [TestCase("ietf/10/resilience/interim/swallowed", "HEAD", 204, "Upload-Offset", "1", Verdict.Fail, "IETF-128")]
    [TestCase("ietf/10/resilience/cut/in-body/reset", "HEAD", 204, "Upload-Offset", "0", Verdict.Fail, "IETF-005")]
    [TestCase("ietf/3/resilience/cut/before-head/fin", "HEAD", 204, "Upload-Offset", "0", Verdict.Fail, "IETF-128")]
    [TestCase("ietf/6/resilience/race/creations", "POST", 201, "Location", "/files/always-the-same", Verdict.Warn, "IETF-002")]
    [TestCase("ietf/8/resilience/race/creations", "POST", 201, "Location", "/files/always-the-same", Verdict.Warn, "IETF-003")]
    [TestCase("ietf/10/creation/whole", "POST", 201, "Upload-Complete", null, Verdict.Fail, "IETF-180")]
    [TestCase("ietf/6/creation/empty-whole", "POST", 201, "Upload-Complete", "?0", Verdict.Fail, "IETF-206")]
    [TestCase("ietf/3/creation/whole", "POST", 201, "Upload-Incomplete", "?1", Verdict.Fail, "IETF-206")]
    [TestCase("ietf/10/append/taken", "PATCH", 204, "Upload-Offset", "0", Verdict.Fail, "IETF-179")]
    [TestCase("ietf/9/append/taken", "PATCH", 204, "Upload-Offset", "0", Verdict.Warn, "IETF-179")]
    [TestCase("ietf/7/append/taken", "PATCH", 204, "Upload-Complete", null, Verdict.Fail, "IETF-224")]
    [TestCase("ietf/10/append/taken", "HEAD", 204, "Upload-Offset", "4", Verdict.Warn, "IETF-178")]
    [TestCase("ietf/5/interim/progress-append", "HEAD", 204, "Upload-Offset", "1", Verdict.Fail, "IETF-229")]
    [TestCase("ietf/10/retrieval/unread-fields", "HEAD", 204, "Upload-Offset", "3", Verdict.Fail, "IETF-087")]
    [TestCase("ietf/7/limits/creation", "POST", 201, "Upload-Limit", null, Verdict.Warn, "IETF-066")]
    [TestCase("ietf/8/digests/representation-wanted", "PATCH", 201, "Repr-Digest", null, Verdict.Warn, "IETF-146")]
    public async Task A_wrong_field_is_seen(string id, string method, int status, string field, string? value, Verdict verdict,
        string requirement, CancellationToken cancellationToken) =>
        await SeenAsync(id, verdict, requirement, context => Set(context, method, status, field, value), cancellationToken);

    [TestCase("ietf/9/append/offset-ahead", "PATCH", 409, 400, Verdict.Fail, "IETF-107")]
    [TestCase("ietf/9/append/media-type-other", "PATCH", 415, 200, Verdict.Warn, "IETF-140")]
    [TestCase("ietf/4/retrieval/status", "HEAD", 204, 200, Verdict.Fail, "IETF-208")]
    [TestCase("ietf/7/cancellation/cancels", "DELETE", 204, 200, Verdict.Fail, "IETF-213")]
    [TestCase("ietf/6/cancellation/cancels", "HEAD", 404, 410, Verdict.Fail, "IETF-212")]
    [TestCase("ietf/6/retrieval/extra-fields", "HEAD", 400, 204, Verdict.Fail, "IETF-210")]
    [TestCase("ietf/6/append/taken", "PATCH", 201, 200, Verdict.Fail, "IETF-207")]
    [TestCase("ietf/9/append/too-short", "PATCH", 400, 201, Verdict.Fail, "IETF-026")]
    [TestCase("ietf/8/append/overshoot", "HEAD", 404, 204, Verdict.Fail, "IETF-116")]
    [TestCase("ietf/8/append/offset-void", "PATCH", 400, 204, Verdict.Fail, "IETF-008")]
    [TestCase("ietf/9/creation/no-redirect", "POST", 201, 303, Verdict.Warn, "IETF-076")]
    [TestCase("ietf/8/creation/hostile-names", "POST", 201, 500, Verdict.Warn, "IETF-177")]
    [TestCase("ietf/9/retrieval/status", "HEAD", 204, 404, Verdict.Warn, "IETF-001")]
    [TestCase("ietf/6/retrieval/status", "HEAD", 204, 404, Verdict.Fail, "IETF-087")]
    [TestCase("ietf/7/creation/length-disagrees", "POST", 400, 201, Verdict.Warn, "IETF-022")]
    [TestCase("ietf/10/resilience/duplicate/append", "PATCH", 409, 204, Verdict.Fail, "IETF-107")]
    [TestCase("ietf/8/resilience/handover/delete-from-stalled", "HEAD", 404, 204, Verdict.Warn, "IETF-123")]
    [TestCase("ietf/8/resilience/handover/append-from-stalled", "PATCH", 409, 500, Verdict.Warn, "IETF-129")]
    public async Task A_wrong_status_is_seen(
        string id, string method, int right, int wrong, Verdict verdict, string requirement, CancellationToken cancellationToken) =>
        await SeenAsync(
            id, verdict, requirement,
            context => context.Response.StatusCode =
                context.Request.Method == method && context.Response.StatusCode == right ? wrong : context.Response.StatusCode,
            cancellationToken);

    private static void Set(HttpContext context, string method, int status, string field, string? value)
    {
        if (context.Request.Method != method || context.Response.StatusCode != status)
        {
            return;
        }

        context.Response.Headers.Remove(field);
        if (value is not null)
        {
            context.Response.Headers[field] = value;
        }
    }

    private static async Task SeenAsync(
        string id, Verdict verdict, string requirement, Action<HttpContext> change, CancellationToken cancellationToken)
    {
        var result = (await DraftSuite.RunAsync(new CaseSelection { Only = [id] }, change, cancellationToken)).Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(verdict, DraftSuite.Describe(result));
        result.Checks.Where(check => check.Verdict == verdict).SelectMany(check => check.Requirements)
            .ShouldContain(requirement, DraftSuite.Describe(result));
    }
}
