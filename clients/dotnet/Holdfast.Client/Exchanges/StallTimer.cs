namespace Holdfast.Client.Exchanges;

/// <summary>Cancels a request on which nothing happens for too long. It runs only while the network is awaited.</summary>
internal sealed class StallTimer : IDisposable
{
    private readonly CancellationTokenSource _stalled = new();
    private readonly ITimer _timer;

    public StallTimer(TimeProvider time) => _timer = time.CreateTimer(
        static stalled => ((CancellationTokenSource)stalled!).Cancel(), _stalled, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public CancellationToken Stalled => _stalled.Token;

    /// <summary>Starts the wait, in place of one that runs.</summary>
    public void Start(TimeSpan patience) => _timer.Change(patience, Timeout.InfiniteTimeSpan);

    public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _stalled.Dispose();
    }
}
