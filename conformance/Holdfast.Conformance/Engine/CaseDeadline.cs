namespace Holdfast.Conformance.Engine;

/// <summary>The time limit of a case. The time that the case waits for the run's rate limit is added to it.</summary>
internal sealed class CaseDeadline(TimeSpan limit, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _source = new(limit, time);
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _limit = limit;

    public CancellationToken Token => _source.Token;

    public void Extend(TimeSpan by)
    {
        lock (_gate)
        {
            _limit += by;
            var left = _limit - time.GetElapsedTime(_start);
            if (left > TimeSpan.Zero)
            {
                _source.CancelAfter(left);
            }
        }
    }

    public void Dispose() => _source.Dispose();
}
