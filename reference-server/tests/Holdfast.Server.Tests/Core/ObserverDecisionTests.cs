using Holdfast.Server.Core;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Core;

/// <summary>An observer's decisions before a step, and its additions to the response.</summary>
public sealed class ObserverDecisionTests
{
    private static readonly UploadAnswer Teapot = new()
    {
        Status = 418,
        Body = "no filename provided",
        Fields = new Dictionary<string, string> { ["X-Reason"] = "short and stout" },
    };

    private static readonly UploadAnswer Field = new() { Fields = new Dictionary<string, string> { ["X-Queue"] = "7" } };

    private readonly RecordingObserver _observer = new();

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_that_is_rejected_makes_nothing_and_is_answered_as_the_observer_wishes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        Reject(TransitionKind.Created, Teapot);

        var tus = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        var draft = await Draft.AskAsync(site, new Draft(9).Creation(isComplete: false, "hello"), cancellationToken);

        foreach (var response in new[] { tus, draft })
        {
            (response.Status, response.Body, response["X-Reason"]).ShouldBe((418, "no filename provided", "short and stout"));
            response["Content-Type"].ShouldBe("text/plain; charset=utf-8");
            response["Location"].ShouldBeNull();
        }

        site.Files().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_rejection_without_an_answer_is_told_in_the_words_of_the_protocol(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        Reject(TransitionKind.Created, answer: null);

        var tus = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        var draft = await Draft.AskAsync(site, new Draft(9).Creation(isComplete: false, "hello"), cancellationToken);

        (tus.Status, tus["Content-Type"]).ShouldBe((400, "text/plain; charset=utf-8"));
        tus.Body.ShouldStartWith("ERR_UPLOAD_REJECTED: ");
        (draft.Status, draft["Content-Type"]).ShouldBe((400, "application/problem+json"));
    }

    [TestCase("Upload-Length: 0\r\n", "")]
    [TestCase("Upload-Length: 5\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 5\r\n", "hello")]
    [CancelAfter(20_000)]
    public async Task A_creation_whose_end_is_rejected_leaves_nothing(string headers, string body, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        Reject(TransitionKind.Finished, Teapot);

        var response = await site.AskAsync(Request("POST", "/files/", headers) + body, cancellationToken);

        (response.Status, response["Location"]).ShouldBe((418, null));
        site.Files().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_append_whose_end_is_rejected_keeps_its_bytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        var path = await site.CreateAsync(5, cancellationToken);
        Reject(TransitionKind.Finished, Teapot);

        var response = await site.PatchAsync(path, 0, "hello", cancellationToken);

        (response.Status, response.Body, response.Offset).ShouldBe((418, "no filename provided", 5));
        site.Stored(path).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_removal_that_is_rejected_keeps_the_upload(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        var path = await site.CreateAsync(5, cancellationToken);
        var drafted = await new Draft(9).CreateAsync(site, "hello", cancellationToken);
        Reject(TransitionKind.Terminated, answer: null);

        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Body.ShouldStartWith("ERR_UPLOAD_TERMINATION_REJECTED: ");
        (await Draft.AskAsync(site, new Draft(9).Request("DELETE", drafted), cancellationToken)).Status.ShouldBe(400);

        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(200);
        (await new Draft(9).HeadAsync(site, drafted, cancellationToken)).Status.ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_observer_adds_to_every_answer_of_tus(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        _observer.Decides = _ => new Decision(IsRejected: false, Field);

        var created = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\nUpload-Concat: partial\r\n"), cancellationToken);
        var path = new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
        var finished = await site.PatchAsync(path, 0, "hello", cancellationToken);
        var joined = await site.ConcatenateAsync($"final;{path}", cancellationToken);
        var removed = await site.AskAsync(Request("DELETE", path), cancellationToken);

        new[] { created, finished, joined, removed }.Select(response => (response.Status, response["X-Queue"]))
            .ShouldBe([(201, "7"), (204, "7"), (201, "7"), (204, "7")]);
        finished.Offset.ShouldBe(5);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_observer_adds_to_every_answer_of_the_draft(CancellationToken cancellationToken)
    {
        var draft = new Draft(9);
        await using var site = await StartAsync(Observed);
        _observer.Decides = _ => new Decision(IsRejected: false, Field);

        var created = await Draft.AskAsync(site, draft.Creation(isComplete: false, "hello"), cancellationToken);
        var path = new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
        var finished = await draft.AppendAsync(site, path, 5, isComplete: true, "world", cancellationToken);
        var removed = await Draft.AskAsync(site, draft.Request("DELETE", path), cancellationToken);
        var ordinary = await site.AskAsync(
            "POST /files/ HTTP/1.1\r\nHost: example.test\r\nUpload-Complete: ?1\r\nContent-Length: 5\r\n\r\nhello", cancellationToken);

        new[] { created, finished, removed, ordinary }.Select(response => (response.Status, response["X-Queue"]))
            .ShouldBe([(201, "7"), (201, "7"), (204, "7"), (201, "7")]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_observers_answer_at_the_end_replaces_the_one_at_the_creation(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        _observer.Decides = step => new Decision(IsRejected: false, step.Kind == TransitionKind.Created
            ? new UploadAnswer { Status = 299, Fields = new Dictionary<string, string> { ["X-Queue"] = "1", ["X-Begun"] = "yes" } }
            : Field);

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 0\r\n"), cancellationToken);

        (response.Status, response["X-Queue"], response["X-Begun"]).ShouldBe((299, "7", "yes"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Content_that_is_wished_beside_204_is_left_out(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        var path = await site.CreateAsync(5, cancellationToken);
        _observer.Decides = _ => new Decision(IsRejected: false, new UploadAnswer { Body = "stored" });
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, 5) + "hello" + Request("HEAD", path), cancellationToken);

        (await connection.ReadAsync(cancellationToken)).ShouldSatisfyAllConditions(
            response => response.Status.ShouldBe(204),
            response => response["Content-Length"].ShouldBeNull());
        (await connection.ReadAsync(cancellationToken, isHead: true)).Offset.ShouldBe(5);
    }

    private UploadOptions Observed(UploadOptions options) => options with { Observer = _observer };

    private void Reject(TransitionKind kind, UploadAnswer? answer) =>
        _observer.Decides = step => step.Kind == kind ? new Decision(IsRejected: true, answer) : default;
}
