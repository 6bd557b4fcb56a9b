using System.Threading.Tasks.Sources;

namespace Holdfast.Chaos.Connections.Transports;

/// <summary>An event for one waiter. A call before the wait is remembered; several calls count once.</summary>
internal sealed class Readiness : IValueTaskSource
{
    private const int Idle = 0;
    private const int Remembered = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _source;
    private int _state;

    /// <param name="inline">Whether the waiter continues in this thread, before the call returns.</param>
    public void Set(bool inline)
    {
        if (Interlocked.CompareExchange(ref _state, Remembered, Idle) == Waiting
            && Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting)
        {
            _source.RunContinuationsAsynchronously = !inline;
            _source.SetResult(true);
        }
    }

    public ValueTask WaitAsync()
    {
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
        {
            return new ValueTask(this, _source.Version);
        }

        Volatile.Write(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
