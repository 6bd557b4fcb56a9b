namespace Holdfast.Conformance.Engine;

/// <summary>
/// Caps how many requests a whole run sends in a second, by giving each the next free moment. The cap is the user's, and from the first 429
/// on the one that the target seems to have.
/// </summary>
/// <param name="perSecond">The user's cap; <see langword="null"/> for none.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(double? perSecond, TimeProvider time)
{
    /// <summary>The share of what the target took so far that it gets from then on: a little less than its limit, so that it is not met again at once.</summary>
    private const double Share = 0.8;

    /// <summary>
    /// A slower run would not come to its end in time: some 15,000 requests take half an hour so. A target that takes fewer makes the run wait by
    /// each refusal instead, and so does one that counts something else, such as the uploads of a client.
    /// </summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(0.1);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _interval = perSecond is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;
    private TimeSpan _next;
    private TimeSpan _since;
    private int _reserved;

    /// <summary>The requests a second that the target's refusals have led to; <see langword="null"/> while it has refused none.</summary>
    public double? Adapted { get; private set; }

    /// <summary>How long nothing may be sent at all, since the target said so.</summary>
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
    /// Holds every request back for <paramref name="wait"/>, and lets fewer go in a second after that. Refusals of requests that were on
    /// their way meanwhile say nothing new.
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
