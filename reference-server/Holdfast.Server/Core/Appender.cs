using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.Tus;

namespace Holdfast.Server;

/// <summary>Appends a body to an upload whose lock the caller holds.</summary>
internal sealed class Appender(UploadOptions options, UploadLog log, Finisher finisher)
{
    private readonly UploadSlots _slots = new(options.MaxConcurrentUploads);

    /// <summary>Decides from the header section, then takes the body. What is refused changes nothing and declares no length.</summary>
    public async Task<UploadOutcome> AppendAsync(UploadInfo upload, Appending wanted, Turn turn)
    {
        if (RefusalOf(upload, wanted) is { } error)
        {
            return new UploadOutcome(Finisher.MayFinish(upload) ? await finisher.FinishAsync(upload, turn.Scope) : upload, error);
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
        : declared > options.MaxLength ? UploadErrors.MaxSizeExceeded
        : options.Store is IUpdatingStore ? null
        : UploadErrors.DeferLengthUnsupported;

    private async Task<UploadOutcome> StoreAsync(UploadInfo upload, Appending wanted, Turn turn)
    {
        var scope = turn.Scope;
        var (body, verification) = (wanted.Body, wanted.Verification);
        body.Room = RoomIn(upload, wanted);
        if (wanted.MaxContent < body.Room)
        {
            (body.Room, body.Excess) = (wanted.MaxContent, IetfErrors.AppendTooLarge);
        }

        // A body that has no checksum and fits can still be cut, but not refused: its length may be kept before a crash can lose it.
        var before = verification is null && body.Length is not null ? await DeclareAsync(upload, wanted.Length, scope) : upload;
        var stored = await TakeAsync(before, wanted, turn);
        if (turn.IsLost)
        {
            return UploadOutcome.Refused(UploadErrors.LockLost);
        }

        var error = verification?.Error ?? body.Cut;
        var isRefused = verification?.Error is not null || error == body.Excess;
        stored = isRefused ? stored : await DeclareAsync(stored, wanted.Length, scope);
        if (error is null && IsLast(stored, wanted))
        {
            (stored, error) = await EndAsync(stored, wanted, scope);
        }

        if (stored.Completion == UploadCompletion.Awaited && stored.Offset > upload.Offset)
        {
            // Draft, Upload Offset: what is acknowledged now can't be lost unnoticed. A completion has just kept it.
            stored = await ((IUpdatingStore)options.Store).UpdateAsync(stored, scope);
        }

        // All bytes may be there although the body was cut behind them.
        var isNew = stored.HasAllBytes && !upload.IsComplete;
        stored = isNew && !turn.IsLost ? await finisher.FinishAsync(stored, scope) : stored;
        if (turn.IsLost)
        {
            // Whoever holds the lock now may complete the upload as well, and what it is for is done once.
            return UploadOutcome.Refused(UploadErrors.LockLost);
        }

        if (error is null && stored.IsComplete)
        {
            await wanted.Completed(stored, isNew, scope);
        }

        return new UploadOutcome(stored, error);
    }

    // tus: every byte is there. Draft, Upload-Complete: the client said so, on a request that was processed whole.
    private static bool IsLast(UploadInfo stored, Appending wanted) =>
        !stored.HasAllBytes && (wanted.Completes ?? stored.Length == stored.Offset);

    // Draft, Upload-Length: the representation's length stays what it was said to be.
    private async Task<(UploadInfo Upload, UploadError? Error)> EndAsync(UploadInfo stored, Appending wanted, WriteScope scope)
    {
        if (stored.Length is { } length && length != stored.Offset)
        {
            return (stored, IetfErrors.InconsistentLength);
        }

        if (await wanted.Inspect(stored, scope.Completion) is { } error)
        {
            return (stored, error);
        }

        var isDeclared = stored.Completion != UploadCompletion.ByLength;
        var whole = stored with { Length = stored.Offset, Completion = isDeclared ? UploadCompletion.Declared : UploadCompletion.ByLength };
        return (await ((IUpdatingStore)options.Store).UpdateAsync(whole, scope), null);
    }

    private async Task<UploadInfo> TakeAsync(UploadInfo upload, Appending wanted, Turn turn)
    {
        log.ChunkWriteStart(upload.Id, wanted.Body.Room, upload.Offset);
        using var guard = options.MinimumBodyRate > 0 ? new RateGuard(wanted.Body, options.MinimumBodyRate, options.TimeProvider) : null;
        var body = guard?.Watch(wanted.Body) ?? wanted.Body;
        var stored = wanted.Verification is { } verification
            ? await ((IVerifyingStore)options.Store).AppendVerifiedAsync(
                upload, verification.Watch(body), () => verification.Accepts(wanted.Body) && !turn.IsLost, turn.Scope)
            : await options.Store.AppendAsync(upload, body, turn.Scope with { Stored = ProgressOf(wanted, turn) });
        log.ChunkWriteComplete(upload.Id, stored.Offset - upload.Offset);
        if (wanted.Body.Cut is { } cut)
        {
            log.BodyReadError(upload.Id, cut.Code);
        }

        return stored;
    }

    private static Action<long>? ProgressOf(Appending wanted, Turn turn) => wanted.Progress is not { } progress ? null : offset =>
    {
        if (!turn.IsLost)
        {
            progress(offset);
        }
    };

    // tus 1.0.0, Creation: once set, the length doesn't change.
    private async Task<UploadInfo> DeclareAsync(UploadInfo upload, long? length, WriteScope scope)
    {
        return length is null || upload.Length is not null
            ? upload
            : await ((IUpdatingStore)options.Store).UpdateAsync(upload with { Length = length }, scope);
    }

    private long RoomIn(UploadInfo upload, Appending wanted) =>
        Math.Max(0, (upload.Length ?? wanted.Length ?? options.MaxLength) - upload.Offset);
}
