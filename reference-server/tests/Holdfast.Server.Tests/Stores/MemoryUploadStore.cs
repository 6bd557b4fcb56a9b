using System.Buffers;
using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

/// <summary>
/// A store that is as unlike files as the contract allows: it has a finish step, serves complete uploads only and without seeking, refuses
/// writes of holders that lost their lock, and needs its own state to write to an upload.
/// </summary>
internal sealed class MemoryUploadStore(MemoryPlace place)
    : IVerifyingStore, IConcatenatingStore, IExpiringStore, IExchangeStore, IOutboxStore
{
    public bool ServesUnfinished => false;

    public IOutbox Outbox { get; } = new MemoryOutbox(place);

    public async ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope)
    {
        await (scope.Creating?.Invoke(wanted) ?? default);
        lock (place.Gate)
        {
            var upload = new MemoryUpload(wanted);
            return place.Uploads.TryAdd(wanted.Id, upload) ? Tell(upload) : null;
        }
    }

    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken)
    {
        lock (place.Gate)
        {
            return ValueTask.FromResult(place.Uploads.GetValueOrDefault(id) is { HasLostBytes: false } upload ? Tell(upload) : null);
        }
    }

    public async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        while (true)
        {
            var read = await body.ReadAsync(scope.Completion);
            if (!read.Buffer.IsEmpty)
            {
                upload = Write(upload, read.Buffer.ToArray(), scope);
                scope.Stored?.Invoke(upload.Offset);
            }

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return upload;
            }
        }
    }

    public async ValueTask<UploadInfo> AppendVerifiedAsync(UploadInfo upload, PipeReader body, Func<bool> isSound, WriteScope scope)
    {
        using var aside = new MemoryStream();
        place.VerifiedAppends++;
        await body.CopyToAsync(aside, scope.Completion);
        return isSound() ? Write(upload, aside.ToArray(), scope) : upload;
    }

    public ValueTask<UploadInfo> FinishAsync(UploadInfo upload, WriteScope scope)
    {
        lock (place.Gate)
        {
            var kept = Of(upload, scope);
            var isLost = place.FailingFinishes > 0;
            place.FailingFinishes -= isLost ? 1 : 0;
            if (!isLost || place.LosesAnswerOnly)
            {
                kept.IsFinished = true;
                place.Finishes++;
            }

            return isLost ? throw new UploadStoreException("The finish step failed.", isTransient: true) : ValueTask.FromResult(Tell(kept));
        }
    }

    public ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope)
    {
        lock (place.Gate)
        {
            var kept = Of(upload, scope);
            kept.Description = kept.Description with
            {
                Length = upload.Length, Completion = upload.Completion, Offset = upload.Offset, PreFinishFailed = upload.PreFinishFailed,
            };
            return ValueTask.FromResult(Tell(kept));
        }
    }

    public ValueTask<UploadInfo> KeepExchangeAsync(UploadInfo upload, WriteScope scope)
    {
        lock (place.Gate)
        {
            var kept = Of(upload, scope);
            kept.Description = kept.Description with { Exchange = upload.Exchange };
            return ValueTask.FromResult(Tell(kept));
        }
    }

    public ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope)
    {
        scope.Completion.ThrowIfCancellationRequested();
        lock (place.Gate)
        {
            var kept = Of(final, scope);
            kept.Bytes = [.. parts.SelectMany(part => place.Uploads[part.Id].Bytes)];
            kept.Description = kept.Description with { Length = final.Length };
            kept.LastChanged = TimeProvider.System.GetUtcNow();
            return ValueTask.FromResult(Tell(kept));
        }
    }

    public ValueTask<Stream?> OpenReadAsync(UploadInfo upload, long from, long count, CancellationToken cancellationToken)
    {
        lock (place.Gate)
        {
            return ValueTask.FromResult<Stream?>(!place.Uploads.TryGetValue(upload.Id, out var kept) ? null
                : kept.IsFinished ? PipeReader.Create(new MemoryStream(kept.Bytes, (int)from, (int)count)).AsStream()
                : throw new UploadStoreException($"Upload '{upload.Id}' isn't complete.", isTransient: false));
        }
    }

    public IAsyncEnumerable<string> ListAsync(DateTimeOffset unchangedSince)
    {
        lock (place.Gate)
        {
            return place.Uploads.Where(upload => upload.Value.LastChanged <= unchangedSince).Select(upload => upload.Key).ToList()
                .ToAsyncEnumerable();
        }
    }

    public ValueTask TerminateAsync(UploadInfo upload, WriteScope scope)
    {
        lock (place.Gate)
        {
            if (place.Uploads.GetValueOrDefault(upload.Id) is { } kept)
            {
                Admit(kept, scope);
                place.Uploads.Remove(upload.Id);
            }
        }

        return ValueTask.CompletedTask;
    }

    private UploadInfo Write(UploadInfo upload, byte[] bytes, WriteScope scope)
    {
        lock (place.Gate)
        {
            var kept = Of(upload, scope);
            kept.Bytes = [.. kept.Bytes.AsSpan(0, (int)upload.Offset), .. bytes];
            kept.LastChanged = TimeProvider.System.GetUtcNow();
            return upload with { Offset = kept.Bytes.Length, LastChanged = kept.LastChanged };
        }
    }

    // The state leads to the upload; its id alone doesn't.
    private MemoryUpload Of(UploadInfo upload, WriteScope scope)
    {
        var kept = upload.State as MemoryUpload ?? throw new InvalidOperationException($"The state of upload '{upload.Id}' was lost.");
        if (place.Uploads.GetValueOrDefault(upload.Id) != kept)
        {
            throw new UploadStoreException($"Upload '{upload.Id}' is gone since the request began.", isTransient: true);
        }

        Admit(kept, scope);
        return kept;
    }

    private static void Admit(MemoryUpload kept, WriteScope scope)
    {
        if (scope.Fence > 0 && scope.Fence < kept.Fence)
        {
            throw new UploadStoreException($"The lock of upload '{kept.Description.Id}' was lost to a newer holder.", isTransient: true);
        }

        kept.Fence = Math.Max(kept.Fence, scope.Fence);
    }

    private static UploadInfo Tell(MemoryUpload kept) => kept.Description with
    {
        Offset = kept.Bytes.Length,
        LastChanged = kept.LastChanged,
        NeedsFinish = !kept.IsFinished,
        State = kept,
    };
}
