namespace Holdfast.Chaos.Metrics;

/// <summary>The bytes of one direction of a proxy, counted as they flow.</summary>
internal sealed class TrafficCount
{
    private long _received;
    private long _sent;

    /// <summary>Read from the source.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Written to the destination.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public void AddReceived(long count) => Interlocked.Add(ref _received, count);

    public void AddSent(long count) => Interlocked.Add(ref _sent, count);
}
