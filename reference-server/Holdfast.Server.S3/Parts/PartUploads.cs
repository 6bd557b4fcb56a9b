using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Objects;

namespace Holdfast.Server.S3.Parts;

/// <summary>
/// The parts that one request uploads, several at once. After the first failure no further part begins; those that have begun are
/// finished, because parts before the failed one count.
/// </summary>
internal sealed class PartUploads : IAsyncDisposable
{
    private readonly PartSlots _slots;
    private readonly CancellationTokenSource _begun;
    private readonly CancellationTokenSource _further;
    private readonly List<Task<StoredPart>> _uploads = [];
    private readonly Action<long>? _stored;
    private Task<long> _progress;

    /// <summary>Begins behind the first <paramref name="end"/> bytes, and tells when more are stored without a gap.</summary>
    public PartUploads(PartSlots slots, long end, Action<long>? stored, CancellationToken cancellationToken)
    {
        (_slots, _stored, _progress) = (slots, stored, Task.FromResult(end));
        _begun = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _further = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Ends with the request, and with the first part that failed.</summary>
    public CancellationToken Ended => _further.Token;

    /// <summary>Uploads a part as soon as there is a place; returns when it may wait. Its content is disposed afterwards.</summary>
    public async Task AddAsync(PartBuffer? content, Func<CancellationToken, Task<StoredPart>> upload)
    {
        var mayWait = false;
        try
        {
            await _slots.WaitToBufferAsync(Ended);
            mayWait = true;
        }
        finally
        {
            if (!mayWait)
            {
                content?.Dispose();
            }
        }

        var uploading = UploadAsync(content, upload);
        _uploads.Add(uploading);
        _progress = TellAsync(_progress, uploading);
    }

    /// <summary>Waits for all of them and returns them in order; throws the failure of the first that failed, in order.</summary>
    public async Task<IReadOnlyList<StoredPart>> CompleteAsync()
    {
        await Task.WhenAll([(Task)_progress, .. _uploads]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_uploads.Find(upload => upload.IsFaulted) is { } failed)
        {
            await failed;
        }

        return await Task.WhenAll(_uploads);
    }

    public async ValueTask DisposeAsync()
    {
        await _begun.CancelAsync();
        await _further.CancelAsync();
        await Task.WhenAll([(Task)_progress, .. _uploads]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _begun.Dispose();
        _further.Dispose();
    }

    private async Task<StoredPart> UploadAsync(PartBuffer? content, Func<CancellationToken, Task<StoredPart>> upload)
    {
        var isStored = false;
        try
        {
            using (content)
            {
                var part = await _slots.UploadAsync(() => upload(_begun.Token), Ended);
                isStored = true;
                return part;
            }
        }
        finally
        {
            _slots.ReleaseBuffer();
            if (!isStored)
            {
                await _further.CancelAsync();
            }
        }
    }

    private async Task<long> TellAsync(Task<long> before, Task<StoredPart> upload)
    {
        var end = await before + (await upload).Size;
        _stored?.Invoke(end);
        return end;
    }
}
