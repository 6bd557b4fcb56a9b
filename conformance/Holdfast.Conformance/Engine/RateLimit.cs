namespace Holdfast.Conformance.Engine;

/// <summary>Caps how many requests a whole run sends in a second, by giving each the next free moment.</summary>
internal sealed class RateLimit(double perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / perSecond);
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>Takes the next moment, and gives how long it is until then.</summary>
    public TimeSpan Reserve()
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start);
            var moment = now > _next ? now : _next;
            _next = moment + _interval;
            return moment - now;
        }
    }
}
