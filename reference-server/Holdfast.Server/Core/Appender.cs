using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>Appends a body to an upload whose lock the caller holds.</summary>
internal sealed class Appender(UploadOptions options, UploadLifecycle lifecycle)
{
    private readonly UploadSlots _slots = new(options.MaxConcurrentUploads);

    /// <summary>Decides from the header section, then stores the body. A refused append changes nothing and declares no length.</summary>
    public async Task<UploadOutcome> AppendAsync(UploadInfo upload, Appending wanted, Turn turn)
    {
        if (RefusalOf(upload, wanted) is { } error)
        {
            return Finisher.MayFinish(upload)
                ? await lifecycle.FinishAsync(upload, request: null, turn.Scope) with { Error = error }
                : new UploadOutcome(upload, error);
        }

        if (!_slots.TryTake())
        {
            return new UploadOutcome(upload, RefusalKind.TooManyUploads);
        }

        try
        {
            // What a request with a lost lock did, the next holder finds out.
            await using var step = await lifecycle.BeginAsync(TransitionKind.Received, upload, wanted.Request, turn.Scope);
            var outcome = await StoreAsync(upload, wanted, turn, step);
            if (!turn.IsLost)
            {
                step?.Close();
            }

            return outcome;
        }
        finally
        {
            _slots.GiveBack();
        }
    }

    private Refusal? RefusalOf(UploadInfo upload, Appending wanted) =>
        upload.IsFinal ? RefusalKind.ModifyFinal
        : upload.Offset != wanted.Offset ? RefusalKind.MismatchedOffset
        : wanted.Demand(upload) is { } unmet ? unmet
        : wanted.Body.Length > upload.Length - upload.Offset ? RefusalKind.SizeExceeded
        : RefusalOf(upload, wanted.Length) is { } error ? error
        : wanted.Body.Length > RoomIn(upload, wanted) ? RefusalKind.SizeExceeded
        : null;

    // A client whose request was cut can't know whether the length that it declared was stored, so it may declare the same length again.
    private Refusal? RefusalOf(UploadInfo upload, long? declared) =>
        declared is null || declared == upload.Length ? null
        : upload.Length is not null ? RefusalKind.LengthIsSettled
        : declared < upload.Offset ? RefusalKind.LengthBelowOffset
        : declared > options.MaxLength ? RefusalKind.MaxSizeExceeded
        : options.Store is IUpdatingStore ? null
        : RefusalKind.DeferLengthUnsupported;

    private async Task<UploadOutcome> StoreAsync(UploadInfo upload, Appending wanted, Turn turn, OutboxStep? step)
    {
        var scope = turn.Scope;
        var (body, verification) = (wanted.Body, wanted.Verification);
        body.Room = RoomIn(upload, wanted);
        if (wanted.MaxContent < body.Room)
        {
            (body.Room, body.Excess) = (wanted.MaxContent, RefusalKind.AppendTooLarge);
        }

        // A body that has no checksum and fits can still be cut, but not refused: its length may be kept before a crash can lose it.
        var before = verification is null && body.Length is not null ? await DeclareAsync(upload, wanted.Length, scope) : upload;
        var (stored, answer) = await lifecycle.ReceiveAsync(before, wanted, turn, step);
        if (turn.IsLost)
        {
            return UploadOutcome.Refused(RefusalKind.LockLost);
        }

        var error = verification?.Error ?? body.Cut;
        if (error?.Kind == RefusalKind.Stopped)
        {
            return new UploadOutcome(stored, error) { Answer = answer };
        }

        var isRefused = verification?.Error is not null || error == body.Excess;
        stored = isRefused ? stored : await DeclareAsync(stored, wanted.Length, scope);
        if (error is null && IsLast(stored, wanted))
        {
            (stored, error) = await EndAsync(stored, wanted, scope);
        }

        if (stored.Completion == UploadCompletion.Awaited && stored.Offset > upload.Offset)
        {
            // Draft, Upload Offset: the acknowledged offset is stored, so that a later loss of bytes is noticed. A completion has stored it
            // already.
            stored = await ((IUpdatingStore)options.Store).UpdateAsync(stored, scope);
        }

        // All bytes may be there although the body was cut behind them.
        var isNew = stored.HasAllBytes && !upload.IsComplete;
        var outcome = turn.IsLost ? new UploadOutcome(stored)
            : isNew ? await lifecycle.FinishAsync(stored, wanted.Request, scope, step)
            : error is null && upload is { IsComplete: true, Exchange: null }
                ? await lifecycle.AnswerAgainAsync(stored, wanted.Request, scope)
            : new UploadOutcome(stored);
        if (turn.IsLost)
        {
            // The request that holds the lock now may complete the upload, too, and its purpose must be carried out only once.
            return UploadOutcome.Refused(RefusalKind.LockLost);
        }

        outcome = error is null ? outcome : outcome with { Error = error };
        if (outcome is { Error: null, Upload: { IsComplete: true } whole })
        {
            await wanted.Completed(whole, isNew, scope);
        }

        return outcome;
    }

    // tus: every byte is there. Draft, Upload-Complete: the client said so, on a request that was processed whole.
    private static bool IsLast(UploadInfo stored, Appending wanted) =>
        !stored.HasAllBytes && (wanted.Completes ?? stored.Length == stored.Offset);

    // Draft, Upload-Length: the length of the representation can't change once it is declared.
    private async Task<(UploadInfo Upload, Refusal? Error)> EndAsync(UploadInfo stored, Appending wanted, WriteScope scope)
    {
        if (stored.Length is { } length && length != stored.Offset)
        {
            return (stored, RefusalKind.InconsistentLength);
        }

        if (await wanted.Inspect(stored, scope.Completion) is { } error)
        {
            return (stored, error);
        }

        var isDeclared = stored.Completion != UploadCompletion.ByLength;
        var whole = stored with { Length = stored.Offset, Completion = isDeclared ? UploadCompletion.Declared : UploadCompletion.ByLength };
        return (await ((IUpdatingStore)options.Store).UpdateAsync(whole, scope), null);
    }

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
