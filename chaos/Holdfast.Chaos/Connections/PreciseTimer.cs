using System.Diagnostics;
using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// A timer of the system's clock that is exact to about a millisecond. The runtime's own reads a coarse clock, and on
/// Linux comes up to 5 ms late. All of them share one thread, on which nothing may wait.
/// </summary>
internal sealed class PreciseTimer(Action elapsed) : IDisposable
{
    // A Lock cannot be waited on.
    private static readonly object Gate = new();
    private static readonly SortedSet<PreciseTimer> Pending = new(Comparer<PreciseTimer>.Create(InOrder));
    private static long _created;
    private static Thread? _thread;

    private readonly long _number = Interlocked.Increment(ref _created);
    private long _due = MonotonicClock.Never;

    /// <summary>Elapses at that timestamp of the system's clock, instead of when it was set to before.</summary>
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
        lock (Gate)
        {
            while (true)
            {
                var next = Pending.Min;
                var left = next is null ? Timeout.InfiniteTimeSpan : Left(next._due);
                if (left != TimeSpan.Zero)
                {
                    Monitor.Wait(Gate, left);
                    continue;
                }

                Pending.Remove(next!);
                next!._due = MonotonicClock.Never;
                next.Elapse();
            }
        }
    }

    // Whole milliseconds, rounded down: what is left then takes one more.
    private static TimeSpan Left(long due)
    {
        var milliseconds = (due - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;
        return milliseconds <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Clamp(Math.Floor(milliseconds), 1, int.MaxValue));
    }

    private void Elapse() => elapsed();
}
