namespace Holdfast.Conformance.Targets;

/// <summary>
/// Limits the requests per second of a whole run by assigning each the next free time. The limit is the user's; after the first 429 it is
/// an estimate of the target's limit.
/// </summary>
/// <param name="perSecond">The user's cap; <see langword="null"/> for none.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(double? perSecond, TimeProvider time)
{
    /// <summary>
    /// The share of the accepted rate that is used after a refusal: slightly less than the target's limit, so that it is not exceeded
    /// again.
    /// </summary>
    private const double Share = 0.8;

    /// <summary>
    /// The lowest rate, at which some 15,000 requests take half an hour. A target with a lower limit, or with another kind of limit, delays
    /// the run by refusals instead.
    /// </summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(0.1);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _interval = perSecond is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;
    private TimeSpan _next;
    private TimeSpan _since;
    private int _reserved;

    /// <summary>The requests per second after the target's refusals; <see langword="null"/> while it has refused none.</summary>
    public double? Adapted { get; private set; }

    /// <summary>The time for which nothing may be sent, as the target demanded.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_gate)
            {
                var left = _since - time.GetElapsedTime(_start);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Takes the next moment, and gives how long it is until then.</summary>
    public TimeSpan Reserve()
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start);
            var moment = now > _next ? now : _next;
            _next = moment + _interval;
            _reserved++;
            return moment - now;
        }
    }

    /// <summary>
    /// Delays every request for <paramref name="wait"/>, and reduces the rate after that. Refusals of requests that were in flight
    /// meanwhile are ignored.
    /// </summary>
    public void SlowDown(TimeSpan wait)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start);
            if (now < _since)
            {
                return;
            }

            var taken = TimeSpan.FromSeconds((now - _since + wait).TotalSeconds / Math.Max(1, _reserved) / Share);
            _interval = new[] { taken < Slowest ? taken : Slowest, _interval }.Max();
            Adapted = 1 / _interval.TotalSeconds;
            (_since, _next, _reserved) = (now + wait, now + wait, 0);
        }
    }
}
