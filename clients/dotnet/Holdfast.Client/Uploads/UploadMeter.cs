namespace Holdfast.Client.Uploads;

/// <summary>Counts what an upload did, over all its parts, and reports it.</summary>
internal sealed class UploadMeter(IProgress<UploadProgress>? progress, TimeProvider time)
{
    // Ten times a second is as often as a person sees a change.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private long _position;
    private long _stored;
    private long _bytesSent;
    private int _retries;
    private long? _reportedAt;
    private UploadState _state;

    public long? Length { get; set; }

    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public int Retries => Volatile.Read(ref _retries);

    /// <summary>Content was handed to the network.</summary>
    public void Sent(int count)
    {
        var position = Interlocked.Add(ref _position, count);
        Interlocked.Add(ref _bytesSent, count);
        Report(position == Length ? UploadState.Completing : UploadState.Sending, isUrgent: false);
    }

    /// <summary>The server's offset is known, by which position and stored bytes of one part move.</summary>
    public void Moved(long position, long stored)
    {
        Interlocked.Add(ref _position, position);
        Interlocked.Add(ref _stored, stored);
    }

    public void Retried(string problem, TimeSpan delay)
    {
        Interlocked.Increment(ref _retries);
        Report(UploadState.Waiting, isUrgent: true, problem, delay);
    }

    public void Report(UploadState state, bool isUrgent = true, string? problem = null, TimeSpan? delay = null)
    {
        if (progress is null)
        {
            return;
        }

        lock (_gate)
        {
            if (!isUrgent && state == _state && _reportedAt is { } at && time.GetElapsedTime(at) < Interval)
            {
                return;
            }

            (_reportedAt, _state) = (time.GetTimestamp(), state);
        }

        progress.Report(new UploadProgress
        {
            State = state,
            BytesSent = Interlocked.Read(ref _position),
            BytesStored = Interlocked.Read(ref _stored),
            Length = Length,
            Retries = Retries,
            Problem = problem,
            Delay = delay,
        });
    }
}
