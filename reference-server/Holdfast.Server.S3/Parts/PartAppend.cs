using System.Buffers;
using System.IO.Pipelines;
using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Objects;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Parts;

/// <summary>
/// Stores one body: cuts it into parts, which are uploaded while it still arrives, and keeps a rest that is too small for a part as tail.
/// </summary>
internal sealed class PartAppend(UploadInfo upload, WriteScope scope, AppendTools tools) : IAsyncDisposable
{
    private UploadState _state = UploadState.Of(upload);
    private PartUploads? _uploads;
    private PartBuffer? _current;

    // Where the current part begins, and how large it becomes.
    private long _start;
    private long _size;
    private int _begun;

    /// <summary>Takes the body until it ends.</summary>
    public async Task<UploadInfo> RunAsync(PipeReader body)
    {
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(_uploads?.Ended ?? scope.Completion);
                if (!read.Buffer.IsEmpty)
                {
                    _uploads ??= await BeginAsync();
                    await TakeAsync(read.Buffer);
                }

                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return _uploads is null ? upload : await EndAsync(_uploads);
                }
            }
        }
        catch (OperationCanceledException) when (_uploads is not null && !scope.Completion.IsCancellationRequested)
        {
            // A part failed, which ended all this.
            await _uploads.CompleteAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_uploads is not null)
        {
            await _uploads.DisposeAsync();
        }

        _current?.Dispose();
    }

    private async Task<PartUploads> BeginAsync()
    {
        if (_state.IsComplete)
        {
            throw new UploadStoreException($"Upload '{upload.Id}' is complete; nothing can be added to it.", isTransient: false);
        }

        // Parts behind a gap are written down before the gap is filled, so that no server takes them for the bytes that follow.
        upload = _state.Description.NamesStale(_state.Stale)
            ? await tools.Descriptions.ClaimAsync(upload, scope)
            : await tools.Descriptions.ReplaceAsync(upload, scope);
        _state = UploadState.Of(upload);
        _start = _state.PartsEnd;
        if (_state.Tail is not null)
        {
            (_current, _state) = await tools.Tails.TakeAsync(_state, scope);
            _size = Math.Max(NextSize(), _current.Length);
        }

        // Parts that replace stale ones count when the description doesn't name these any more, which is at the end.
        return new PartUploads(tools.Slots, _start, _state.Stale.IsEmpty ? scope.Stored : null, scope.Completion);
    }

    private async Task TakeAsync(ReadOnlySequence<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_current is null)
            {
                (_current, _size) = (new PartBuffer(tools.Options), NextSize());
            }

            var count = Math.Min(bytes.Length, _size - _current.Length);
            _current.Write(bytes.Slice(0, count));
            bytes = bytes.Slice(count);
            if (_current.Length == _size)
            {
                await UploadCurrentAsync();
            }
        }
    }

    private async Task UploadCurrentAsync()
    {
        var (content, number) = (_current!, _state.Parts.Count + ++_begun);
        (_current, _start) = (null, _start + content.Length);
        await _uploads!.AddAsync(content, token => tools.Calls.UploadAsync(_state.Place, _state.Name.MultipartId, number, content, token));
    }

    private async Task<UploadInfo> EndAsync(PartUploads uploads)
    {
        var end = _start + (_current?.Length ?? 0);
        if (_current is not null
            && (upload.Length == end || tools.Sizes.MayBeShort(upload, _start, _current.Length, _state.Parts.Count + _begun)))
        {
            await UploadCurrentAsync();
        }

        var parts = await uploads.CompleteAsync();
        _state = _state with
        {
            Parts = _state.Parts.AddRange(parts),
            Stale = _state.Stale.RemoveAll(part => part.Number <= _state.Parts.Count + parts.Count),
        };
        _state = _current is null
            ? parts.Count > 0 ? await tools.Tails.RemoveAsync(_state) : _state
            : await tools.Tails.KeepAsync(_state, _current, scope);
        upload = upload with { Offset = end, LastChanged = tools.Now(), State = _state };
        return _state.Description.NamesStale(_state.Stale) ? upload : await tools.Descriptions.ReplaceAsync(upload, scope);
    }

    private long NextSize() => tools.Sizes.Next(upload, _start, _state.Parts.Count + _begun, _state.Parts.FirstOrDefault()?.Size ?? _size);
}
