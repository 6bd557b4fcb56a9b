using System.Diagnostics;
using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// A timer of the system's clock that is exact to about a millisecond. The runtime's own timer reads a coarse clock and fires up to 5 ms
/// late on Linux. All timers share one thread, so their callbacks must not wait.
/// </summary>
internal sealed class PreciseTimer(Action elapsed) : IDisposable
{
    // A Lock cannot be waited on.
    private static readonly object Gate = new();
    private static readonly SortedSet<PreciseTimer> Pending = new(Comparer<PreciseTimer>.Create(InOrder));
    private static readonly TimeSpan Coarse = TimeSpan.FromMilliseconds(1.5);
    private static long _created;
    private static Thread? _thread;

    private readonly long _number = Interlocked.Increment(ref _created);
    private long _due = MonotonicClock.Never;

    /// <summary>Sets the timestamp of the system's clock at which the timer fires; this replaces an earlier setting.</summary>
    public void Set(long due)
    {
        lock (Gate)
        {
            if (due == _due)
            {
                return;
            }

            Pending.Remove(this);
            _due = due;
            if (due != MonotonicClock.Never)
            {
                Pending.Add(this);
                Wake();
            }
        }
    }

    public void Dispose() => Set(MonotonicClock.Never);

    private static int InOrder(PreciseTimer? one, PreciseTimer? other)
    {
        var order = one!._due.CompareTo(other!._due);
        return order != 0 ? order : one._number.CompareTo(other._number);
    }

    private void Wake()
    {
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "Holdfast timers" };
            _thread.Start();
        }

        if (Pending.Min == this)
        {
            Monitor.Pulse(Gate);
        }
    }

    private static void Run()
    {
        while (true)
        {
            TimeSpan left;
            lock (Gate)
            {
                left = Next();
                if (left > Coarse)
                {
                    // A wait may end up to a millisecond late, so the last millisecond is not waited for here.
                    Monitor.Wait(Gate, left == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : left - Coarse);
                    continue;
                }
            }

            Nap.For(left);
        }
    }

    /// <summary>Fires all timers that are due and returns the time until the next one; the longest possible time if none is set.</summary>
    private static TimeSpan Next()
    {
        while (Pending.Min is { } next)
        {
            if (Left(next._due) is { Ticks: > 0 } left)
            {
                return left;
            }

            Pending.Remove(next);
            next._due = MonotonicClock.Never;
            next.Elapse();
        }

        return TimeSpan.MaxValue;
    }

    // Monitor.Wait takes whole milliseconds as an int.
    private static TimeSpan Left(long due) =>
        TimeSpan.FromMilliseconds(Math.Min((due - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency, int.MaxValue));

    private void Elapse() => elapsed();
}
