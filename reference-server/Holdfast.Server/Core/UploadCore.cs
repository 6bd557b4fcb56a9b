using System.Diagnostics.CodeAnalysis;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;
using Holdfast.Server.Telemetry;

namespace Holdfast.Server.Core;

/// <summary>
/// The operations on uploads, independent of a protocol: create, append, look up, terminate. It knows locks, stores and limits, and nothing
/// of HTTP; each protocol is a front door over it.
/// </summary>
internal sealed class UploadCore(
    UploadOptions options, UploadLifecycle lifecycle, Finisher finisher, UploadLog log, CancellationToken stopping)
{
    // Longer than an append may continue when other requests wait for its upload, so that the first attempt gets the lock from an append.
    private static readonly TimeSpan HandoverTime = TimeSpan.FromMilliseconds(100);

    private readonly Lifetimes _lifetimes = new(options);

    // An upload is complete, but a hook that is asked about it may still fail.
    private readonly bool _asksAtFinish = options.Observer?.AsksAtFinish == true;

    private readonly Appender _appender = new(options, lifecycle);
    private readonly Concatenator? _concatenator =
        options.Store is IConcatenatingStore store ? new Concatenator(options, store, lifecycle, finisher, log, stopping) : null;

    /// <summary>When the upload may be removed; null when it stays.</summary>
    public DateTimeOffset? ExpiryOf(UploadInfo upload) => _lifetimes.EndOf(upload);

    /// <summary>Asks the observer whether a request may go on that names this upload, or none with an empty id.</summary>
    public async ValueTask<Decision> AdmitAsync(string id, RequestSource request)
    {
        UploadInfo? upload = null;
        try
        {
            upload = id.Length == 0 ? null : await options.Store.GetDescriptionAsync(id, CancellationToken.None);
        }
        catch (UploadStoreException unreadable) when (!unreadable.IsTransient)
        {
            log.UploadUnreadable(id, unreadable);
        }

        return await lifecycle.AdmitAsync(upload ?? UploadInfo.Unknown(id), request);
    }

    /// <summary>Creates an upload and appends the content of the creation itself, at offset 0.</summary>
    public async Task<UploadOutcome> CreateAsync(NewUpload wanted, Appending? first)
    {
        if (wanted.Length > options.MaxLength)
        {
            return UploadOutcome.Refused(RefusalKind.MaxSizeExceeded);
        }

        if (first?.Body.Length > (wanted.Length ?? options.MaxLength))
        {
            return UploadOutcome.Refused(RefusalKind.SizeExceeded);
        }

        var created = await lifecycle.CreateAsync(wanted);
        if (created.Upload is not { } upload)
        {
            return created;
        }

        var isKnown = false;
        UploadOutcome outcome;
        try
        {
            outcome = upload.HasAllBytes ? (await lifecycle.FinishAsync(upload, wanted.Request, default)).After(created) : created;
            outcome = outcome is { Error: null, Upload: { } empty } && first is not null
                ? (await BeginAsync(empty, first, () => isKnown = true)).After(outcome)
                : outcome;
        }
        catch when (!isKnown)
        {
            await RemoveUnknownAsync(upload.Id);
            throw;
        }

        if (!isKnown && outcome.Error is { } error
            && (error.Kind is RefusalKind.SizeExceeded or RefusalKind.Rejected || outcome.Upload is { Offset: 0 }))
        {
            // The client never learns the upload's URL, so it could neither finish nor remove it.
            await DiscardAsync(upload.Id);
        }

        return outcome;
    }

    /// <summary>Makes an upload of others.</summary>
    public async Task<UploadOutcome> ConcatenateAsync(NewUpload wanted) => _concatenator is null
        ? UploadOutcome.Refused(RefusalKind.ConcatenationUnsupported)
        : await _concatenator.CreateAsync(wanted);

    /// <summary>Appends a body at the offset that its sender believes in. All is decided before the first byte is read.</summary>
    public async Task<UploadOutcome> AppendAsync(string id, Appending wanted)
    {
        UploadOutcome outcome;
        await using (var turn = await Turn.TakeAsync(options, id, wanted.Body, log, stopping))
        {
            if (turn is null)
            {
                return UploadOutcome.Refused(RefusalKind.Locked);
            }

            try
            {
                outcome = await LookUpAsync(id, turn.Completion);
                outcome = turn.Settle(outcome.Upload is { } upload ? await AppendOrEndAsync(upload, wanted, turn) : outcome);
            }
            catch (OperationCanceledException) when (turn.IsLost)
            {
                return UploadOutcome.Refused(RefusalKind.LockLost);
            }
        }

        if (outcome.Upload is { IsPartial: true, IsComplete: true })
        {
            _concatenator?.PartCompleted(id);
        }

        return outcome;
    }

    /// <summary>
    /// Returns what is stored. The request that holds an unfinished upload is asked to stop first, so that the client can continue from the
    /// offset; a finished upload can't change any more, so its holder isn't waited for.
    /// </summary>
    public async Task<UploadOutcome> FindAsync(string id, RequestSource? request) =>
        await ResolveAsync(id, await LookUpSettledAsync(id), request);

    /// <summary>Returns what is stored at least, without a lock: stored bytes don't change, however many are added.</summary>
    public async Task<UploadOutcome> SeeAsync(string id) =>
        await ResolveAsync(id, await LookUpAsync(id, CancellationToken.None), request: null);

    /// <summary>Removes an upload, finished or not.</summary>
    public Task<UploadOutcome> TerminateAsync(string id, RequestSource? request) =>
        TerminateAsync(id, TerminationReason.Requested, request);

    /// <summary>Removes an upload whose creation is refused after all, so that its client never learns its name.</summary>
    public Task DiscardAsync(string id) => TerminateAsync(id, TerminationReason.CreationFailed, request: null);

    private async Task<UploadOutcome> TerminateAsync(string id, TerminationReason reason, RequestSource? request)
    {
        if (options.Store is not ITerminatingStore)
        {
            return UploadOutcome.Refused(RefusalKind.TerminationUnsupported);
        }

        await using var turn = await Turn.TakeToRemoveAsync(options, id, log, stopping);
        if (turn is null)
        {
            return UploadOutcome.Refused(RefusalKind.Locked);
        }

        try
        {
            return await RemoveAsync(id, reason, request, turn);
        }
        catch (OperationCanceledException) when (turn.IsLost)
        {
            return UploadOutcome.Refused(RefusalKind.LockLost);
        }
    }

    private async Task<UploadOutcome> RemoveAsync(string id, TerminationReason reason, RequestSource? request, Turn turn)
    {
        var outcome = await LookUpToRemoveAsync(id, turn.Completion);
        if (turn.IsLost)
        {
            return UploadOutcome.Refused(RefusalKind.LockLost);
        }

        if (outcome.Error is null)
        {
            outcome = await lifecycle.TerminateAsync(outcome.Upload ?? UploadInfo.Unknown(id), reason, request, turn.Scope);
            if (outcome.Error is null)
            {
                _concatenator?.PartRemoved(id);
                turn.Forget();
            }
        }
        else if (outcome.Error == RefusalKind.NotFound)
        {
            await lifecycle.RemoveLeftoverAsync(id, turn.Scope);
        }

        return turn.Settle(outcome);
    }

    // An upload whose description can't be read is removed like any other; nothing else can be done with it.
    private async Task<UploadOutcome> LookUpToRemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await LookUpAsync(id, cancellationToken);
        }
        catch (UploadStoreException unreadable) when (!unreadable.IsTransient)
        {
            log.UploadUnreadable(id, unreadable);
            return new UploadOutcome(null);
        }
    }

    // The creation failed, and the client never learns the URL, so it could neither finish nor remove the upload. The client gets that
    // failure; a second one here, from the same cause, is only logged, and the upload is left to expire.
    [SuppressMessage("Design", "CA1031", Justification = "The failure that is thrown came before it.")]
    private async Task RemoveUnknownAsync(string id)
    {
        try
        {
            await DiscardAsync(id);
        }
        catch (Exception exception)
        {
            log.UploadNotRemoved(id, exception);
        }
    }

    // The client learns the upload's URL from the announcement or the response, so until then no other request can exist.
    private async Task<UploadOutcome> BeginAsync(UploadInfo upload, Appending first, Action announced)
    {
        var turn = first.Announce is null
            ? Turn.OfNobodyElse(options, upload.Id, first.Body, log, stopping)
            : await Turn.TakeAsync(options, upload.Id, first.Body, log, stopping);
        if (turn is null)
        {
            return UploadOutcome.Refused(RefusalKind.Locked);
        }

        await using (turn)
        {
            if (first.Announce?.Invoke(upload) == true)
            {
                announced();
            }

            try
            {
                return turn.Settle(await AppendOrEndAsync(upload, first, turn));
            }
            catch (OperationCanceledException) when (turn.IsLost)
            {
                return UploadOutcome.Refused(RefusalKind.LockLost);
            }
        }
    }

    private async Task<UploadOutcome> AppendOrEndAsync(UploadInfo upload, Appending wanted, Turn turn)
    {
        var outcome = await _appender.AppendAsync(upload, wanted, turn);
        if (outcome is { Upload: { } stopped, Error.Kind: RefusalKind.Stopped })
        {
            await EndAsync(stopped, TerminationReason.Stopped);
            return outcome with { Upload = null };
        }

        if (outcome is { Upload: { IsComplete: false } left, Error: { } error } && wanted.EndsUpload(error))
        {
            await EndAsync(left, TerminationReason.Invalid);
        }

        return outcome;

        async Task EndAsync(UploadInfo ended, TerminationReason reason)
        {
            await lifecycle.TerminateAsync(ended, reason, wanted.Request, turn.Scope with { Completion = CancellationToken.None });
            turn.Forget();
        }
    }

    // Reads once: under the lock if it is free or released at once. A request that holds it longer works on an upload that can't change any
    // more (an endpoint, a concatenation), or waits for a slow store.
    private async Task<UploadOutcome> LookUpSettledAsync(string id)
    {
        var patience = options.AcquireLockTimeout;
        if (await LookUpSharedAsync(id, patience < HandoverTime ? patience : HandoverTime) is { } settled)
        {
            return settled;
        }

        var seen = await LookUpAsync(id, CancellationToken.None);
        return seen.Upload is null or { IsFinal: true } || (seen.Upload.IsComplete && !_asksAtFinish) ? seen
            : await LookUpSharedAsync(id, patience) ?? UploadOutcome.Refused(RefusalKind.Locked);
    }

    private async Task<UploadOutcome?> LookUpSharedAsync(string id, TimeSpan patience)
    {
        await using var turn = await Turn.TakeToReadAsync(options, id, patience, log, stopping);
        if (turn is null)
        {
            return null;
        }

        try
        {
            var found = await LookUpAsync(id, turn.Completion);
            return turn.IsLost ? UploadOutcome.Refused(RefusalKind.LockLost) : found;
        }
        catch (OperationCanceledException) when (turn.IsLost)
        {
            return UploadOutcome.Refused(RefusalKind.LockLost);
        }
    }

    // Steps that were left undone are done by the next request that looks at the upload.
    private async Task<UploadOutcome> ResolveAsync(string id, UploadOutcome seen, RequestSource? request)
    {
        if (seen.Upload is { IsWaiting: true } final && _concatenator is not null)
        {
            return await _concatenator.LookAsync(final);
        }

        if (!Finisher.MayFinish(seen.Upload) && !(request is not null && Finisher.MayAskAgain(seen.Upload)))
        {
            return seen;
        }

        var outcome = await finisher.FinishLostAsync(id, request);
        if (outcome.Upload is { IsPartial: true, IsComplete: true })
        {
            _concatenator?.PartCompleted(id);
        }

        return outcome;
    }

    // tus 1.0.0, Expiration: 410 while the server still knows the expired upload, 404 afterwards.
    private async Task<UploadOutcome> LookUpAsync(string id, CancellationToken cancellationToken)
    {
        using var activity = UploadActivities.Start("store.read", id);
        var upload = await options.Store.GetInfoAsync(id, cancellationToken);
        return upload is null ? UploadOutcome.Refused(RefusalKind.NotFound)
            : _lifetimes.IsOver(upload) ? UploadOutcome.Refused(RefusalKind.Expired)
            : new UploadOutcome(upload);
    }
}
