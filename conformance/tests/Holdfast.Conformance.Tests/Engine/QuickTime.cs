namespace Holdfast.Conformance.Tests.Engine;

/// <summary>A clock that is so many times as fast as others, for what is waited for by design.</summary>
internal sealed class QuickTime(int times) : TimeProvider
{
    public override long TimestampFrequency => System.TimestampFrequency / times;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Quickly(dueTime), Quickly(period));

    private TimeSpan Quickly(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / times;
}
