using Holdfast.Server.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Stores;

/// <summary>
/// All bytes are there, but the store's finish step failed, so the upload isn't complete. The next request that meets it finishes it.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FinishTests
{
    private readonly MemoryPlace _place = new();
    private readonly LeaseLocker _locker = new();

    [Test]
    [CancelAfter(20_000)]
    public async Task Each_way_to_all_bytes_ends_with_one_finish_step(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(InMemory);
        const string Head = "Content-Type: application/offset+octet-stream\r\n";

        await site.CreateAsync(0, cancellationToken);
        _place.Finishes.ShouldBe(1, "an empty upload");
        await site.AskAsync(Request("POST", "/files/", $"Upload-Length: 5\r\nContent-Length: 5\r\n{Head}") + "hello", cancellationToken);
        _place.Finishes.ShouldBe(2, "a creation with its content");
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hel", cancellationToken);
        _place.Finishes.ShouldBe(2, "a part");
        await site.PatchAsync(path, 3, "lo", cancellationToken);
        _place.Finishes.ShouldBe(3, "its rest");
        (await site.PatchAsync(path, 5, "", cancellationToken)).Status.ShouldBe(204);
        _place.Finishes.ShouldBe(3, "nothing more");
        var part = await site.CreatePartAsync("hello", cancellationToken);
        await site.ConcatenateAsync($"final;{part}", cancellationToken);
        _place.Finishes.ShouldBe(5, "a part and its final upload");
        await Draft.AskAsync(site, new Draft(10).Creation(isComplete: true, "hello"), cancellationToken);
        _place.Finishes.ShouldBe(6, "a draft's upload");
        var empty = await site.CreateAsync(0, cancellationToken, "Upload-Concat: partial\r\n");
        (await site.ConcatenateAsync($"final;{empty}", cancellationToken)).Status.ShouldBe(201);
        _place.Finishes.ShouldBe(8, "an empty part and its final upload, which has all bytes from the start");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_finish_step_that_fails_is_503_and_the_next_contact_makes_up_for_it(
        [Values("HEAD", "PATCH", "late PATCH", "GET", "concatenation")] string contact,
        [Values] bool losesAnswerOnly,
        [Values] bool restarts,
        CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(InMemory);
        var path = await FailAsync(site, losesAnswerOnly, cancellationToken);
        if (restarts)
        {
            await site.RestartAsync(InMemory);
        }

        var failed = Stored(path).Fence;

        var answer = contact switch
        {
            "HEAD" => await site.HeadAsync(path, cancellationToken),
            "PATCH" => await site.PatchAsync(path, 5, "", cancellationToken),
            "late PATCH" => await site.PatchAsync(path, 0, "hello", cancellationToken),
            "GET" => await site.AskAsync(Request("GET", path), cancellationToken),
            _ => await site.ConcatenateAsync($"final;{path}", cancellationToken),
        };

        answer.Status.ShouldBe(contact switch { "PATCH" => 204, "late PATCH" => 409, "concatenation" => 201, _ => 200 }, answer.Body);
        Stored(path).IsFinished.ShouldBeTrue();
        (Stored(path).Fence > failed).ShouldBe(!losesAnswerOnly, "What is finished now is finished under a lock of its own.");
        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_finish_step_may_fail_again_and_again(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(InMemory);
        var path = await FailAsync(site, losesAnswerOnly: false, cancellationToken);
        _place.FailingFinishes = 2;

        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(503);
        (await site.PatchAsync(path, 5, "", cancellationToken)).Status.ShouldBe(503);

        var head = await site.HeadAsync(path, cancellationToken);
        (head.Status, head.Offset).ShouldBe((200, 5));
        Stored(path).IsFinished.ShouldBeTrue();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_sweep_finishes_what_no_client_asks_for(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var site = await StartAsync(options => InMemory(options) with
        {
            TimeProvider = time,
            Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromHours(1), SweepInterval = TimeSpan.FromHours(3) },
        });
        var path = await FailAsync(site, losesAnswerOnly: false, cancellationToken);

        time.Advance(TimeSpan.FromHours(4));
        while (!Stored(path).IsFinished)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_drafts_upload_whose_finish_step_failed_is_completed_by_asking_or_by_completing_it_again(
        [Values] bool asks, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await StartAsync(InMemory);
        var path = await draft.CreateAsync(site, "hel", cancellationToken);
        _place.FailingFinishes = 1;
        (await draft.AppendAsync(site, path, 3, isComplete: true, "lo", cancellationToken)).Status.ShouldBe(503);

        var answer = asks
            ? await draft.HeadAsync(site, path, cancellationToken)
            : await draft.AppendAsync(site, path, 5, isComplete: true, "", cancellationToken);

        (answer.Status, draft.IsComplete(answer)).ShouldBe((asks ? 204 : 201, true));
        Stored(path).IsFinished.ShouldBeTrue();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_endpoint_whose_upload_could_not_be_finished_runs_when_it_can(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await Resumable.SampleApp.StartAsync(options => options with { Store = new MemoryUploadStore(_place) });
        var path = await app.CreateAsync(draft, "hello", cancellationToken);
        _place.FailingFinishes = 1;
        (await app.AskAsync(draft.Append(path, 5, isComplete: true, " world"), cancellationToken)).Status.ShouldBe(503);

        var head = await app.AskAsync(draft.Request("HEAD", path), cancellationToken);
        (head.Offset, draft.IsComplete(head), app.Calls.Count).ShouldBe((11, false, 0));
        var answer = await app.AskAsync(draft.Append(path, 11, isComplete: true, ""), cancellationToken);

        (answer.Status, answer.Body, app.Calls.Count).ShouldBe((202, "may has 11 bytes", 1));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_that_can_not_be_finished_leaves_nothing_behind([Values] bool isFinal, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(InMemory);
        var part = await site.CreatePartAsync("hello", cancellationToken);
        _place.FailingFinishes = 1;

        var answer = isFinal
            ? await site.ConcatenateAsync($"final;{part}", cancellationToken)
            : await site.AskAsync(Request("POST", "/files/", "Upload-Length: 0\r\n"), cancellationToken);

        (answer.Status, answer["Location"], _place.Uploads.Count).ShouldBe((503, null, 1));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_the_store_did_not_finish_is_not_logged_as_finished(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(InMemory, server => server with { LoggerFactory = loggers });

        var path = await FailAsync(site, losesAnswerOnly: false, cancellationToken);
        log.Events.ShouldNotContain("UploadFinished");
        await site.HeadAsync(path, cancellationToken);

        log.Events.Count(name => name == "UploadFinished").ShouldBe(1);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_part_that_is_finished_late_completes_the_final_upload_that_waits_for_it(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(InMemory);
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var final = new Uri((await site.ConcatenateAsync($"final;{part}", cancellationToken))["Location"].ShouldNotBeNull()).AbsolutePath;
        _place.FailingFinishes = 1;
        (await site.PatchAsync(part, 0, "hello", cancellationToken)).Status.ShouldBe(503);

        (await site.HeadAsync(part, cancellationToken)).Status.ShouldBe(200);

        while (!Stored(final).IsFinished)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        (await site.AskAsync(Request("GET", final), cancellationToken)).Body.ShouldBe("hello");
    }

    private UploadOptions InMemory(UploadOptions options) => options with { Store = new MemoryUploadStore(_place), Locker = _locker };

    // A partial upload, so that each kind of request can meet it.
    private async Task<string> FailAsync(UploadSite site, bool losesAnswerOnly, CancellationToken cancellationToken)
    {
        var path = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        (_place.FailingFinishes, _place.LosesAnswerOnly) = (1, losesAnswerOnly);
        var answer = await site.PatchAsync(path, 0, "hello", cancellationToken);
        (answer.Status, answer["Retry-After"]).ShouldBe((503, "5"));
        Stored(path).IsFinished.ShouldBe(losesAnswerOnly);
        return path;
    }

    private MemoryUpload Stored(string path) => _place.Uploads[path.Split('/')[^1]];
}
