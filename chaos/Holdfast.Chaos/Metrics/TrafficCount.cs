namespace Holdfast.Chaos.Metrics;

/// <summary>Counts the bytes of one direction of a proxy.</summary>
internal sealed class TrafficCount
{
    private long _received;
    private long _sent;

    /// <summary>The bytes read from the source.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>The bytes written to the destination.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public void AddReceived(long count) => Interlocked.Add(ref _received, count);

    public void AddSent(long count) => Interlocked.Add(ref _sent, count);
}
