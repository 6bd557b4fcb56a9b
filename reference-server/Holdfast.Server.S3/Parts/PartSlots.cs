using Holdfast.Server.S3.Telemetry;

namespace Holdfast.Server.S3.Parts;

/// <summary>The places of a whole process: for parts that are uploaded, and for parts that wait for that.</summary>
internal sealed class PartSlots(S3StoreOptions options, S3Meter meter) : IDisposable
{
    private readonly SemaphoreSlim _buffered = new(options.MaxBufferedParts + options.ConcurrentPartUploads);
    private readonly SemaphoreSlim _uploading = new(options.ConcurrentPartUploads);

    /// <summary>Waits for a place in which a full part may wait. Meanwhile the request reads no more from its client.</summary>
    public Task WaitToBufferAsync(CancellationToken cancellationToken) => _buffered.WaitAsync(cancellationToken);

    /// <summary>The part is uploaded, or lost.</summary>
    public void ReleaseBuffer() => _buffered.Release();

    /// <summary>Does something when one of the places for uploads is free.</summary>
    public async Task<T> UploadAsync<T>(Func<Task<T>> upload, CancellationToken cancellationToken)
    {
        meter.UploadWanted();
        try
        {
            await _uploading.WaitAsync(cancellationToken);
            try
            {
                return await upload();
            }
            finally
            {
                _uploading.Release();
            }
        }
        finally
        {
            meter.UploadOver();
        }
    }

    public void Dispose()
    {
        _buffered.Dispose();
        _uploading.Dispose();
    }
}
