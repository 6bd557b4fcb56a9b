using Holdfast.Server.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Core;

/// <summary>Every step of an upload's life is reported once and in order, for each protocol and each cause.</summary>
public sealed class UploadLifecycleTests
{
    private const string WithBody = "Upload-Length: 5\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 5\r\n";

    private readonly RecordingObserver _observer = new();

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_of_tus_is_created_receives_bytes_is_finished_and_terminated(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        var path = await site.CreateAsync(10, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);
        await site.PatchAsync(path, 5, "", cancellationToken);
        await site.PatchAsync(path, 5, "world", cancellationToken);
        await site.PatchAsync(path, 10, "", cancellationToken);
        await site.AskAsync(Request("DELETE", path), cancellationToken);

        var steps = await _observer.NextAsync(5, cancellationToken);

        Kinds(steps).ShouldBe(["Created", "Received", "Received", "Finished", "Terminated Requested"]);
        steps.Select(step => step.Upload.Id).Distinct().ShouldBe([path.Split('/')[^1]]);
        steps.Select(step => step.Upload.Offset).ShouldBe([0, 5, 10, 10, 10]);
        steps.Select(step => step.Request.ShouldNotBeNull().Method).ShouldBe(["POST", "PATCH", "PATCH", "PATCH", "DELETE"]);
        Kinds(_observer.Asked).ShouldBe(["Created", "Finished", "Terminated Requested"]);
        _observer.Asked.First().Upload.Id.ShouldBeEmpty();
        _observer.IsQuiet.ShouldBeTrue();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_observer_gets_the_method_target_peer_and_fields_of_a_request(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(
            Request("PUT", "/files/?token=a%20b", "Upload-Length: 3\r\nX-HTTP-Method-Override: POST\r\nx-team: red\r\nX-Team: blue\r\n"),
            cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);

        var request = (await _observer.NextAsync(1, cancellationToken))[0].Request.ShouldNotBeNull();

        (request.Method, request.Uri).ShouldBe(("POST", "/files/?token=a%20b"));
        request.Peer.ShouldStartWith("127.0.0.1:");
        request.Fields["X-TEAM"].ShouldBe(["red", "blue"]);
        request.Fields["Host"].ShouldBe(["example.test"]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_with_its_bytes_takes_three_steps_at_once(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        await site.AskAsync(
            Request("POST", "/files/", WithBody) + "hello", cancellationToken);

        var steps = await _observer.NextAsync(3, cancellationToken);

        Kinds(steps).ShouldBe(["Created", "Received", "Finished"]);
        steps.ShouldAllBe(step => step.Request!.Method == "POST");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_empty_upload_is_finished_at_its_creation(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        await site.CreateAsync(0, cancellationToken);

        Kinds(await _observer.NextAsync(2, cancellationToken)).ShouldBe(["Created", "Finished"]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_of_the_draft_takes_the_same_steps(
        [ValueSource(typeof(Draft), nameof(Draft.All))] int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await StartAsync(Observed);
        var path = await draft.CreateAsync(site, "hello", cancellationToken);
        await draft.AppendAsync(site, path, 5, isComplete: true, "world", cancellationToken);
        await Draft.AskAsync(site, draft.Request("DELETE", path), cancellationToken);

        var steps = await _observer.NextAsync(5, cancellationToken);

        Kinds(steps).ShouldBe(["Created", "Received", "Received", "Finished", "Terminated Requested"]);
        steps.Select(step => step.Upload.Offset).ShouldBe([0, 5, 10, 10, 10]);
        _observer.IsQuiet.ShouldBeTrue();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_its_client_spoils_is_terminated_as_invalid(CancellationToken cancellationToken)
    {
        var draft = new Draft(8);
        await using var site = await StartAsync(Observed);
        var path = await draft.CreateAsync(site, "", cancellationToken, "Upload-Length: 5\r\n");
        (await draft.AppendAsync(site, path, 0, isComplete: false, "hello!", cancellationToken)).Status.ShouldBe(400);

        Kinds(await _observer.NextAsync(2, cancellationToken)).ShouldBe(["Created", "Terminated Invalid"]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_that_fails_is_terminated_because_its_client_never_learns_its_name(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        var wrong = await site.AskAsync(
            Request("POST", "/files/", $"{WithBody}Upload-Checksum: crc32 AAAAAA==\r\n") + "hello", cancellationToken);

        wrong.Status.ShouldBe(460);
        Kinds(await _observer.NextAsync(2, cancellationToken)).ShouldBe(["Created", "Terminated CreationFailed"]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_is_created_and_finished_and_its_parts_can_go(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Observed(options) with { RemovePartsAfterConcatenation = true });
        var part = await site.CreatePartAsync("hello", cancellationToken);
        Kinds(await _observer.NextAsync(3, cancellationToken)).ShouldBe(["Created", "Received", "Finished"]);

        (await site.ConcatenateAsync($"final;{part} {part}", cancellationToken)).Status.ShouldBe(201);

        var steps = await _observer.NextAsync(3, cancellationToken);
        Kinds(steps.Where(step => step.Upload.IsFinal)).ShouldBe(["Created", "Finished"]);
        Kinds(steps.Where(step => step.Upload.IsPartial)).ShouldBe(["Terminated Concatenated"]);
        steps.Where(step => step.Upload.IsFinal).ShouldAllBe(step => step.Request!.Method == "POST");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_that_waited_is_finished_by_no_request(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Observed);
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        (await site.ConcatenateAsync($"final;{part}", cancellationToken)).Status.ShouldBe(201);
        await site.PatchAsync(part, 0, "hello", cancellationToken);

        var final = (await _observer.NextAsync(5, cancellationToken)).Where(step => step.Upload.IsFinal).ToList();

        Kinds(final).ShouldBe(["Created", "Finished"]);
        final.Select(step => step.Request is null).ShouldBe([false, true]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_expires_is_terminated_by_no_request(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var expiration = new ExpirationOptions { Unfinished = TimeSpan.FromHours(1), SweepInterval = TimeSpan.FromHours(3) };
        await using var site = await StartAsync(options => Observed(options) with { Expiration = expiration, TimeProvider = time });
        await site.CreateAsync(5, cancellationToken);

        time.Advance(TimeSpan.FromHours(4));

        var steps = await _observer.NextAsync(2, cancellationToken);
        Kinds(steps).ShouldBe(["Created", "Terminated Expired"]);
        steps[1].Request.ShouldBeNull();
        while (site.Files().Any())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_slow_observer_holds_up_no_request_and_is_told_the_steps_of_one_upload_in_order(CancellationToken cancellationToken)
    {
        var goOn = new TaskCompletionSource();
        _observer.Works = step => step.Upload.Length == 10 ? goOn.Task : Task.CompletedTask;
        await using var site = await StartAsync(Observed);
        var path = await site.CreateAsync(10, cancellationToken);
        for (var offset = 0; offset < 10; offset++)
        {
            (await site.PatchAsync(path, offset, "x", cancellationToken)).Status.ShouldBe(204);
        }

        await site.CreateAsync(3, cancellationToken);
        (await _observer.NextAsync(1, cancellationToken))[0].Upload.Length.ShouldBe(3, "Another upload has a queue of its own.");
        goOn.SetResult();

        var steps = await _observer.NextAsync(12, cancellationToken);
        steps.Select(step => step.Upload.Offset).ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]);
        Kinds(steps)[^1].ShouldBe("Finished");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_observer_that_fails_harms_no_request_and_is_told_what_comes_next(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        _observer.Works = step =>
            step.Kind == TransitionKind.Created ? throw new InvalidOperationException("out of order") : Task.CompletedTask;
        await using var site = await StartAsync(Observed, options => options with { LoggerFactory = loggers });
        var path = await site.CreateAsync(5, cancellationToken);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);

        Kinds(await _observer.NextAsync(2, cancellationToken)).ShouldBe(["Received", "Finished"]);
        log.Errors.ShouldHaveSingleItem().ShouldStartWith("ObserverError: System.InvalidOperationException: out of order");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_append_whose_lock_is_lost_has_received_nothing(CancellationToken cancellationToken)
    {
        var locker = new LeaseLocker();
        await using var site = await StartAsync(options => Observed(options) with { Locker = locker });
        var path = await site.CreateAsync(5, cancellationToken);
        site.Store.AfterAppend = () => locker.LoseAsync(path);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(503);
        site.Store.AfterAppend = () => Task.CompletedTask;
        await site.AskAsync(Request("DELETE", path), cancellationToken);

        Kinds(await _observer.NextAsync(2, cancellationToken)).ShouldBe(["Created", "Terminated Requested"]);
    }

    private UploadOptions Observed(UploadOptions options) => options with { Observer = _observer };

    private static List<string> Kinds(IEnumerable<Transition> steps) => [.. steps.Select(step => $"{step.Kind} {step.Reason}".TrimEnd())];
}
