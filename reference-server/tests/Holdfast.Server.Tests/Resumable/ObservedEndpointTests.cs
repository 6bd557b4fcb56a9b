using Holdfast.Server.Core;

namespace Holdfast.Server.Tests.Resumable;

/// <summary>Uploads for an application's endpoints take the same steps as any other.</summary>
public sealed class ObservedEndpointTests
{
    private readonly RecordingObserver _observer = new();

    [Test]
    [CancelAfter(20_000)]
    public async Task The_observer_is_told_of_each_step_and_adds_to_the_endpoints_answer(CancellationToken cancellationToken)
    {
        var draft = new Draft(9);
        await using var app = await SampleApp.StartAsync(options => options with { Observer = _observer });
        _observer.Decides = step => new Decision(
            IsRejected: false, new UploadAnswer { Fields = new Dictionary<string, string> { ["X-Step"] = step.Kind.ToString() } });

        var path = await app.CreateAsync(draft, "hello", cancellationToken);
        var response = await app.AskAsync(draft.Append(path, 5, isComplete: true, "world"), cancellationToken);

        (response.Status, response.Body, response["X-Step"]).ShouldBe((202, "may has 10 bytes", "Finished"));
        var steps = await _observer.NextAsync(4, cancellationToken);
        steps.Select(step => step.Kind).ShouldBe(
            [TransitionKind.Created, TransitionKind.Received, TransitionKind.Received, TransitionKind.Finished]);
        steps.Select(step => step.Request!.Uri).ShouldBe(["/reports/may", "/reports/may", path, path]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_endpoint_whose_upload_may_not_be_finished_does_not_run(CancellationToken cancellationToken)
    {
        var draft = new Draft(9);
        await using var app = await SampleApp.StartAsync(options => options with { Observer = _observer });
        _observer.Decides = step =>
            step.Kind == TransitionKind.Finished ? new Decision(IsRejected: true, new UploadAnswer { Status = 422 }) : default;
        var path = await app.CreateAsync(draft, "hello", cancellationToken);

        (await app.AskAsync(draft.Append(path, 5, isComplete: true, "world"), cancellationToken)).Status.ShouldBe(422);

        app.Calls.ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_endpoint_does_not_run_for_a_request_that_lost_its_lock(CancellationToken cancellationToken)
    {
        var draft = new Draft(9);
        var locker = new LeaseLocker();
        await using var app = await SampleApp.StartAsync(options => options with { Observer = _observer, Locker = locker });
        var path = await app.CreateAsync(draft, "hello", cancellationToken);
        _observer.Considers = step => step.Kind == TransitionKind.Finished ? locker.LoseAsync(path) : Task.CompletedTask;

        (await app.AskAsync(draft.Append(path, 5, isComplete: true, "world"), cancellationToken)).Status.ShouldBe(503);

        app.Calls.ShouldBeEmpty();
    }
}
