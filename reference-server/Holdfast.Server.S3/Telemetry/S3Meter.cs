using System.Diagnostics.Metrics;
using Holdfast.Server.Telemetry;

namespace Holdfast.Server.S3.Telemetry;

/// <summary>Measures one store on S3, under the names of tusd's metrics.</summary>
internal sealed class S3Meter : IDisposable
{
    /// <summary>The name of each store's meter.</summary>
    public const string Name = UploadTelemetry.MeterName + ".S3";

    private readonly Histogram<double> _requests;
    private readonly Histogram<double> _diskWrites;
    private readonly TimeProvider _time;
    private int _demand;

    /// <param name="limit">How many parts are uploaded at once at most.</param>
    /// <param name="time">The clock.</param>
    public S3Meter(int limit, TimeProvider time)
    {
        _time = time;
        _requests = Meter.CreateHistogram<double>("tusd_s3_request_duration_ms", "ms", "Time of calls to S3 by operation.");
        _diskWrites = Meter.CreateHistogram<double>("tusd_s3_disk_write_duration_ms", "ms", "Time of writing a part to a temporary file.");
        Meter.CreateObservableUpDownCounter(
            "tusd_s3_upload_semaphore_demand", () => Volatile.Read(ref _demand), null, "Parts that are being uploaded, or wait for it.");
        Meter.CreateObservableGauge("tusd_s3_upload_semaphore_limit", () => limit, null, "Parts that may be uploaded at once.");
    }

    /// <summary>The meter itself, by which a listener distinguishes stores.</summary>
    public Meter Meter { get; } = new(Name);

    /// <summary>The present time, if disk writes are measured; 0 otherwise.</summary>
    public long DiskWriteBegins() => _diskWrites.Enabled ? _time.GetTimestamp() : 0;

    /// <summary>How long a disk write took that began then; nothing if it isn't measured.</summary>
    public TimeSpan DiskWriteEnds(long began) => began == 0 ? TimeSpan.Zero : _time.GetElapsedTime(began);

    public void PartWritten(TimeSpan time) => _diskWrites.Record(time.TotalMilliseconds);

    public void UploadWanted() => Interlocked.Increment(ref _demand);

    public void UploadOver() => Interlocked.Decrement(ref _demand);

    public long CallBegins() => _requests.Enabled ? _time.GetTimestamp() : 0;

    public void CallEnds(string operation, long began)
    {
        if (began != 0)
        {
            _requests.Record(_time.GetElapsedTime(began).TotalMilliseconds, new KeyValuePair<string, object?>("operation", operation));
        }
    }

    public void Dispose() => Meter.Dispose();
}
