namespace Holdfast.Server.Bodies;

/// <summary>
/// Calls back when one wait lasts longer than the timeout. Starting and ending a wait costs only a timestamp: when the timer fires before
/// the present wait has timed out, it is set to that moment.
/// </summary>
internal sealed class StallTimer : IDisposable
{
    private const long NotWaiting = -1;

    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly Action _stalled;
    private long _since = NotWaiting;
    private ITimer? _timer;

    public StallTimer(TimeSpan timeout, TimeProvider timeProvider, Action stalled)
    {
        _timeout = timeout;
        _timeProvider = timeProvider;
        _stalled = stalled;
    }

    public void Begin()
    {
        Volatile.Write(ref _since, _timeProvider.GetTimestamp());
        _timer ??= _timeProvider.CreateTimer(static state => ((StallTimer)state!).Look(), this, _timeout, Timeout.InfiniteTimeSpan);
    }

    public void End() => Volatile.Write(ref _since, NotWaiting);

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        var since = Volatile.Read(ref _since);
        var left = since == NotWaiting ? _timeout : _timeout - _timeProvider.GetElapsedTime(since);
        if (left <= TimeSpan.Zero)
        {
            _stalled();
            return;
        }

        // A timer counts whole milliseconds; rounding up keeps it from firing just before the end, again and again.
        _timer?.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
