using System.IO.Pipelines;
using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.Tus;

namespace Holdfast.Server;

/// <summary>Appends a body to an upload whose lock the caller holds.</summary>
internal sealed class Appender(UploadOptions options, UploadLog log)
{
    private readonly Lifetimes _lifetimes = new(options);
    private readonly UploadSlots _slots = new(options.MaxConcurrentUploads);

    /// <summary>Decides from the header section, then takes the body. What is refused changes nothing and declares no length.</summary>
    public async Task<UploadOutcome> AppendAsync(UploadInfo upload, Appending wanted, Turn turn)
    {
        if (RefusalOf(upload, wanted) is { } error)
        {
            return new UploadOutcome(upload, error);
        }

        if (!_slots.TryTake())
        {
            return new UploadOutcome(upload, UploadErrors.TooManyUploads);
        }

        try
        {
            return await StoreAsync(upload, wanted, turn);
        }
        finally
        {
            _slots.GiveBack();
        }
    }

    private UploadError? RefusalOf(UploadInfo upload, Appending wanted) =>
        upload.IsFinal ? UploadErrors.ModifyFinal
        : upload.Offset != wanted.Offset ? UploadErrors.MismatchedOffset
        : wanted.Demand(upload) is { } unmet ? unmet
        : wanted.Body.Length > upload.Length - upload.Offset ? UploadErrors.SizeExceeded
        : RefusalOf(upload, wanted.Length) is { } error ? error
        : wanted.Body.Length > RoomIn(upload, wanted) ? UploadErrors.SizeExceeded
        : null;

    // A client whose declaring request was cut can't know whether it was understood, so the same length may come again.
    private UploadError? RefusalOf(UploadInfo upload, long? declared) =>
        declared is null || declared == upload.Length ? null
        : upload.Length is not null ? UploadErrors.LengthIsSettled
        : declared < upload.Offset ? UploadErrors.LengthBelowOffset
        : options.MaxSize > 0 && declared > options.MaxSize ? UploadErrors.MaxSizeExceeded
        : options.Store is IUpdatingStore ? null
        : UploadErrors.DeferLengthUnsupported;

    private async Task<UploadOutcome> StoreAsync(UploadInfo upload, Appending wanted, Turn turn)
    {
        var completion = turn.Completion;
        var (body, verification) = (wanted.Body, wanted.Verification);
        body.Room = RoomIn(upload, wanted);
        if (wanted.MaxContent < body.Room)
        {
            (body.Room, body.Excess) = (wanted.MaxContent, IetfErrors.AppendTooLarge);
        }

        // A body that has no checksum and fits can still be cut, but not refused: its length may be kept before a crash can lose it.
        var before = verification is null && body.Length is not null ? await DeclareAsync(upload, wanted.Length, completion) : upload;
        var stored = before with { Offset = upload.Offset + await TakeAsync(upload, wanted, turn) };
        if (turn.IsLost)
        {
            return UploadOutcome.Refused(UploadErrors.LockLost);
        }

        var error = verification?.Error ?? body.Cut;
        var isRefused = verification?.Error is not null || error == body.Excess;
        stored = isRefused ? stored : await DeclareAsync(stored, wanted.Length, completion);
        if (error is null && IsLast(stored, wanted))
        {
            (stored, error) = await FinishAsync(stored, wanted, completion);
        }

        if (stored.Completion == UploadCompletion.Awaited && stored.Offset > upload.Offset)
        {
            // Draft, Upload Offset: what is acknowledged now can't be lost unnoticed. A completion has just kept it.
            await ((IUpdatingStore)options.Store).UpdateAsync(stored, completion);
        }

        stored = await _lifetimes.RefreshAsync(stored, completion);
        if (turn.IsLost)
        {
            // Whoever holds the lock now may complete the upload as well, and what it is for is done once.
            return UploadOutcome.Refused(UploadErrors.LockLost);
        }

        await TellAsync(stored, wanted, isNew: stored.IsComplete && !upload.IsComplete, error);
        return new UploadOutcome(stored, error);
    }

    private async Task TellAsync(UploadInfo stored, Appending wanted, bool isNew, UploadError? error)
    {
        if (isNew)
        {
            log.UploadFinished(stored.Id, stored.Length);
        }

        if (error is null && stored.IsComplete)
        {
            await wanted.Completed(stored, isNew);
        }
    }

    // tus: every byte is there. Draft, Upload-Complete: the client said so, on a request that was processed whole.
    private static bool IsLast(UploadInfo stored, Appending wanted) =>
        !stored.IsComplete && (wanted.Completes ?? stored.Length == stored.Offset);

    // Draft, Upload-Length: the representation's length stays what it was said to be.
    private async Task<(UploadInfo Upload, UploadError? Error)> FinishAsync(UploadInfo stored, Appending wanted, CancellationToken completion)
    {
        if (stored.Length is { } length && length != stored.Offset)
        {
            return (stored, IetfErrors.InconsistentLength);
        }

        if (await wanted.Inspect(stored, completion) is { } error)
        {
            return (stored, error);
        }

        var isDeclared = stored.Completion != UploadCompletion.ByLength;
        var finished = stored with { Length = stored.Offset, Completion = isDeclared ? UploadCompletion.Declared : UploadCompletion.ByLength };
        await ((IUpdatingStore)options.Store).UpdateAsync(finished, completion);
        return (finished, null);
    }

    private async Task<long> TakeAsync(UploadInfo upload, Appending wanted, Turn turn)
    {
        var completion = turn.Completion;
        log.ChunkWriteStart(upload.Id, wanted.Body.Room, upload.Offset);
        using var guard = options.MinimumBodyRate > 0 ? new RateGuard(wanted.Body, options.MinimumBodyRate, options.TimeProvider) : null;
        var body = guard?.Watch(wanted.Body) ?? wanted.Body;
        body = wanted is { Verification: null, Progress: { } progress } ? Watch(body, progress, turn) : body;
        var kept = wanted.Verification is { } verification
            ? await ((IVerifyingStore)options.Store).AppendVerifiedAsync(
                upload.Id, upload.Offset, verification.Watch(body), () => verification.Accepts(wanted.Body) && !turn.IsLost, completion)
            : await options.Store.AppendAsync(upload.Id, upload.Offset, body, completion);
        log.ChunkWriteComplete(upload.Id, kept);
        if (wanted.Body.Cut is { } cut)
        {
            log.BodyReadError(upload.Id, cut.Code);
        }

        return kept;
    }

    private static CountingReader Watch(PipeReader body, Action<long> progress, Turn turn)
    {
        var stored = 0L;
        return new CountingReader(body, count =>
        {
            stored += count;
            if (!turn.IsLost)
            {
                progress(stored);
            }
        });
    }

    // tus 1.0.0, Creation: once set, the length doesn't change.
    private async Task<UploadInfo> DeclareAsync(UploadInfo upload, long? length, CancellationToken completion)
    {
        if (length is null || upload.Length is not null)
        {
            return upload;
        }

        var declared = upload with { Length = length };
        await ((IUpdatingStore)options.Store).UpdateAsync(declared, completion);
        return declared;
    }

    private long RoomIn(UploadInfo upload, Appending wanted) =>
        Math.Max(0, (upload.Length ?? wanted.Length ?? options.MaxLength) - upload.Offset);
}
