using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Server.Core;

/// <summary>
/// Reports the steps of each upload to an observer in order, one after the other. Steps of different uploads are reported at the same time.
/// </summary>
internal sealed class TransitionQueues(IUploadObserver observer, UploadLog log)
{
    private readonly Lock _gate = new();

    // An upload has a queue while one of its steps is being reported.
    private readonly Dictionary<string, LinkedList<Transition>> _queues = new(StringComparer.Ordinal);

    /// <summary>Reports the step after all earlier steps of the same upload. The caller doesn't wait.</summary>
    public void Add(Transition past)
    {
        lock (_gate)
        {
            if (_queues.TryGetValue(past.Upload.Id, out var queue))
            {
                Append(queue, past);
                return;
            }

            _queues[past.Upload.Id] = [];
        }

        _ = Task.Run(() => TellAsync(past));
    }

    // An observer that is slower than the progress gets the newest offset; the queue doesn't grow while a body arrives.
    private static void Append(LinkedList<Transition> queue, Transition past)
    {
        var isProgress = past.Kind is TransitionKind.Receiving or TransitionKind.Received;
        if (isProgress && queue.Last?.Value.Kind == TransitionKind.Receiving)
        {
            queue.RemoveLast();
        }

        queue.AddLast(past);
    }

    // Nothing awaits this task, so every failure must be logged here; later steps are still reported.
    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a background task.")]
    private async Task TellAsync(Transition past)
    {
        for (var next = past; next is not null; next = Next(past.Upload.Id))
        {
            try
            {
                await observer.AfterAsync(next);
            }
            catch (Exception exception)
            {
                log.ObserverError(past.Upload.Id, exception);
            }
        }
    }

    private Transition? Next(string id)
    {
        lock (_gate)
        {
            if (_queues[id].First is { Value: var next })
            {
                _queues[id].RemoveFirst();
                return next;
            }

            _queues.Remove(id);
            return null;
        }
    }
}
