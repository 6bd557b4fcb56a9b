using Holdfast.Server.Core;
using Holdfast.Server.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Server.Tests.Core;

/// <summary>The steps of an upload that wait for a slow observer.</summary>
[CancelAfter(20_000)]
public sealed class TransitionQueuesTests
{
    private readonly RecordingObserver _observer = new();

    [Test]
    public async Task Progress_that_waits_becomes_one_step_with_the_newest_offset(CancellationToken cancellationToken)
    {
        var goOn = new TaskCompletionSource();
        _observer.Works = _ => goOn.Task;
        var queues = new TransitionQueues(_observer, new UploadLog(NullLogger.Instance));

        Add(TransitionKind.Created, 0);
        Add(TransitionKind.Receiving, 1);
        Add(TransitionKind.Receiving, 2);
        Add(TransitionKind.Received, 3);
        Add(TransitionKind.Received, 4);
        Add(TransitionKind.Receiving, 5);
        Add(TransitionKind.Receiving, 6);
        Add(TransitionKind.Terminated, 6);
        goOn.SetResult();

        (await _observer.NextAsync(5, cancellationToken)).Select(step => (step.Kind, step.Upload.Offset)).ShouldBe([
            (TransitionKind.Created, 0), (TransitionKind.Received, 3), (TransitionKind.Received, 4), (TransitionKind.Receiving, 6),
            (TransitionKind.Terminated, 6),
        ]);

        void Add(TransitionKind kind, long offset) =>
            queues.Add(new Transition(kind, new UploadInfo { Id = "a", Length = 9, Offset = offset }, Request: null));
    }
}
