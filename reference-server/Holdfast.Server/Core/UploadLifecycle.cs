using System.IO.Pipelines;
using Holdfast.Server.Bodies;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;
using Holdfast.Server.Telemetry;

namespace Holdfast.Server.Core;

/// <summary>
/// The steps of an upload's life, each in one place: the observer decides, the store does its work, and then the step is logged and
/// reported to the observer. No other code reports that an upload was created, received bytes, was finished or was removed.
/// </summary>
internal sealed class UploadLifecycle(UploadOptions options, UploadLog log)
{
    // The first finds the note of a request that was killed, the second none.
    private const int NoteAttempts = 3;

    private readonly IUploadObserver? _observer = Attach(options.Observer, log);
    private readonly TransitionQueues? _past = options.Observer is { } observer ? new TransitionQueues(observer, log) : null;

    /// <summary>Where steps are kept until they are delivered; null when they aren't.</summary>
    public UploadOutbox? Outbox { get; } = UploadOutbox.Of(options, log);

    /// <summary>Asks the observer whether a request may go on.</summary>
    public ValueTask<Decision> AdmitAsync(UploadInfo upload, RequestSource request) =>
        _observer?.AdmitAsync(upload, request.Facts, CancellationToken.None) ?? default;

    /// <summary>Makes an empty upload under a new id.</summary>
    public async Task<UploadOutcome> CreateAsync(NewUpload wanted)
    {
        using var activity = UploadActivities.Start("upload.create", id: "");
        var decision = _observer?.Decides(TransitionKind.Created) != true ? default
            : await AskAsync(TransitionKind.Created, wanted.Describe(id: ""), wanted.Request, CancellationToken.None);
        if (decision.IsRejected)
        {
            return UploadOutcome.Refused(RefusalKind.Rejected) with { Answer = decision.Answer };
        }

        var (upload, step) = await CreateAsync(wanted.With(decision.Changes), decision.Changes?.Id);
        UploadActivities.Name(activity, upload.Id);
        await using (step)
        {
            log.UploadCreated(upload.Id, upload.Length);
            await TellAsync(TransitionKind.Created, upload, wanted.Request, step);
            step?.Close();
            return new UploadOutcome(upload) { Answer = decision.Answer };
        }
    }

    /// <summary>
    /// Notes that a step is about to be taken, so that it isn't forgotten when the process is killed before it is told of. Steps that a
    /// killed process left to be told of are told of first.
    /// </summary>
    /// <returns>The step, which has to be disposed; null when nothing is kept of it.</returns>
    public async ValueTask<OutboxStep?> BeginAsync(
        TransitionKind kind, UploadInfo upload, RequestSource? request, WriteScope scope, TerminationReason? reason = null)
    {
        if (Outbox?.Concerns(kind) != true || (kind == TransitionKind.Received && upload.IsComplete))
        {
            return null;
        }

        for (var attempt = 1; attempt <= NoteAttempts; attempt++)
        {
            if (await Outbox.TryBeginAsync(Describe(kind, upload, request, reason), scope.Completion) is { } step)
            {
                return step;
            }

            await using var left = await Outbox.FindNoteAsync(upload.Id, scope.Completion);
            if (left is not null)
            {
                await SettleAsync(left, upload, scope, finishes: false);
            }
        }

        throw new UploadStoreException($"The note of upload '{upload.Id}' in the outbox can't be replaced.", isTransient: true);
    }

    /// <summary>
    /// Tells of what was done for a note that was left, as far as the upload shows it. The caller holds its lock, so that it has not
    /// changed since.
    /// </summary>
    /// <param name="left">The step.</param>
    /// <param name="now">The upload; null when there is none.</param>
    /// <param name="scope">The scope of the lock.</param>
    /// <param name="finishes">Has the store finish the upload, if that is left to do, because no request is there that does it.</param>
    public async Task SettleAsync(OutboxStep left, UploadInfo? now, WriteScope scope, bool finishes)
    {
        var before = left.Note.ToTransition();
        var request = before.Request is { } facts ? new RequestSource(() => facts) : null;
        switch (before.Kind)
        {
            case TransitionKind.Created when now is not null:
                await left.KeepAsync(before);
                break;

            case TransitionKind.Terminated when now is null:
                await left.KeepAsync(before);
                await RemoveLeftoverAsync(before.Upload.Id, scope);
                break;

            case TransitionKind.Received or TransitionKind.Finished when now is not null:
                if (before.Kind == TransitionKind.Received && now.Offset > before.Upload.Offset)
                {
                    await left.KeepAsync(Describe(TransitionKind.Received, now, request));
                }

                await (now.IsFinished || finishes ? SettleFinishAsync(left, now, request, scope) : ValueTask.CompletedTask);
                break;
        }

        left.Close();
    }

    /// <summary>
    /// Stores the bytes of one body, until it ends for whatever reason; the additions are those of an observer that stopped it.
    /// </summary>
    public async Task<(UploadInfo Stored, UploadAnswer? Answer)> ReceiveAsync(
        UploadInfo upload, Appending wanted, Turn turn, OutboxStep? step)
    {
        using var activity = UploadActivities.Start("upload.receive", upload.Id);
        log.ChunkWriteStart(upload.Id, wanted.Body.Room, upload.Offset);
        using var guard = options.MinimumBodyRate > 0 ? new RateGuard(wanted.Body, options.MinimumBodyRate, options.TimeProvider) : null;
        using var progress = _observer?.ProgressInterval is { } interval ? Follow(upload, wanted, turn, interval) : null;
        var body = guard?.Watch(wanted.Body) ?? wanted.Body;
        UploadInfo stored;
        using (UploadActivities.Start("store.append", upload.Id))
        {
            stored = wanted.Verification is { } verification
                ? await ReceiveAsync((IVerifyingStore)options.Store, upload, wanted.Body, body, verification, turn)
                : await options.Store.AppendAsync(upload, body, turn.Scope with { Stored = ProgressOf(wanted, turn) });
        }

        progress?.Dispose();
        activity?.SetTag("upload.offset", stored.Offset).SetTag("upload.bytes", stored.Offset - upload.Offset);
        log.ChunkWriteComplete(upload.Id, stored.Offset - upload.Offset);
        if (wanted.Body.Cut is { } cut)
        {
            log.BodyReadError(upload.Id, cut);
        }

        if (stored.Offset > upload.Offset && !turn.IsLost)
        {
            await TellAsync(TransitionKind.Received, stored, wanted.Request, step);
        }

        return (stored, progress?.Answer);
    }

    /// <summary>Has the store finish an upload that has all its bytes. The caller holds its lock, or no client knows its URL yet.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="request">The request that gave it its last byte, or asks for it; null when there is none.</param>
    /// <param name="scope">The scope of the lock.</param>
    /// <param name="step">The step that it is a part of; null when it is one of its own.</param>
    /// <remarks>
    /// The observer is asked when the store is done, as in tusd: what it does with the bytes, it does with the whole object on S3, too.
    /// </remarks>
    public async Task<UploadOutcome> FinishAsync(UploadInfo upload, RequestSource? request, WriteScope scope, OutboxStep? step = null)
    {
        using var activity = UploadActivities.Start("upload.finish", upload.Id);
        await using var own = step is null ? await BeginAsync(TransitionKind.Finished, upload, request, scope) : null;
        var finished = await FinishInStoreAsync(upload, scope);
        log.UploadFinished(finished.Id, finished.Length);
        var decision = await AskAtFinishAsync(finished, upload.PreFinishFailed, request, scope, step ?? own);
        if (decision.IsRejected && request is not null)
        {
            own?.Close();
            return new UploadOutcome(finished, RefusalKind.Rejected) { Answer = decision.Answer };
        }

        if (upload.PreFinishFailed)
        {
            finished = await UpdateAsync(finished, scope);
        }

        await TellAsync(TransitionKind.Finished, finished, request, step ?? own);
        own?.Close();
        return new UploadOutcome(finished) { Answer = decision.Answer };
    }

    /// <summary>
    /// Asks the observer for its additions to the response once more, for an upload that was complete before the request.
    /// </summary>
    public async Task<UploadOutcome> AnswerAgainAsync(UploadInfo upload, RequestSource? request, WriteScope scope)
    {
        var decision = _observer?.AsksAtFinish == true && request is not null
            ? await AskAsync(TransitionKind.Finished, upload, request, scope.Completion)
            : default;
        return new UploadOutcome(upload, decision.IsRejected ? RefusalKind.Rejected : null) { Answer = decision.Answer };
    }

    /// <summary>Removes an upload. One that has expired stays if it has changed since it was read.</summary>
    public async Task<UploadOutcome> TerminateAsync(UploadInfo upload, TerminationReason reason, RequestSource? request, WriteScope scope)
    {
        if (options.Store is not ITerminatingStore store)
        {
            return UploadOutcome.Refused(RefusalKind.TerminationUnsupported);
        }

        using var activity = UploadActivities.Start("upload.terminate", upload.Id);
        var decision = await AskAsync(TransitionKind.Terminated, upload, request, scope.Completion, reason);
        if (decision.IsRejected && reason == TerminationReason.Requested)
        {
            return new UploadOutcome(upload, RefusalKind.TerminationRejected) { Answer = decision.Answer };
        }

        var step = await BeginRemovalAsync(upload, reason, request, scope);
        try
        {
            if (await RemoveAsync(store, upload, reason, scope))
            {
                step ??= await BeginAsync(TransitionKind.Terminated, upload, request, scope, reason);
                await TellAsync(TransitionKind.Terminated, upload, request, step, reason);
            }

            step?.Close();
        }
        finally
        {
            await (step?.DisposeAsync() ?? default);
        }

        return new UploadOutcome(upload) { Answer = decision.Answer };
    }

    /// <summary>
    /// Removes what a crash left under an id of which there is no upload. That is no step of a life, so no observer is asked or told.
    /// </summary>
    public ValueTask RemoveLeftoverAsync(string id, WriteScope scope) => options.Store is ILeftovers and ITerminatingStore store
        ? store.TerminateAsync(UploadInfo.Unknown(id), scope)
        : ValueTask.CompletedTask;

    private static IUploadObserver? Attach(IUploadObserver? observer, UploadLog log)
    {
        observer?.Attach(log);
        return observer;
    }

    // An id or a place that an observer chose is tried once. A taken one is never overwritten, though tusd does that.
    private async ValueTask<(UploadInfo Upload, OutboxStep? Step)> CreateAsync(NewUpload wanted, string? id)
    {
        if (id is not null && !UploadId.IsSafe(id))
        {
            throw new ObserverException(
                $"An upload can't have the id '{id}'. Expected letters, digits and -_.+=@~!$'()*,;: in segments between slashes, "
                    + "none of which begins with a dot or ends like a file beside an upload (.info, .lock). Choose another id.");
        }

        var begun = new Stack<OutboxStep>();
        try
        {
            while (true)
            {
                using var activity = UploadActivities.Start("store.create", id ?? "");
                if (!await IsTakenAsync(id)
                    && await options.Store.CreateAsync(wanted.Describe(id ?? UploadId.New()), ScopeOf(wanted, begun)) is { } upload)
                {
                    return (upload, begun.TryPop(out var step) ? step : null);
                }

                if (begun.TryPop(out var unused))
                {
                    unused.Close();
                    await unused.DisposeAsync();
                }

                if (id is not null || wanted.Storage is not null)
                {
                    var place = wanted.Storage is null ? "" : $" at '{string.Join(", ", wanted.Storage.Values)}'";
                    throw new ObserverException(
                        $"There is an upload or a file '{id}'{place} already, and it isn't overwritten. Choose another.");
                }
            }
        }
        finally
        {
            // After a failure: whether the store has made it is found out later.
            foreach (var unsure in begun)
            {
                await unsure.DisposeAsync();
            }
        }
    }

    // The id of a new upload is known only to the store, which may extend it.
    private WriteScope ScopeOf(NewUpload wanted, Stack<OutboxStep> begun) =>
        Outbox?.Concerns(TransitionKind.Created) != true ? default : new WriteScope
        {
            Creating = async upload =>
            {
                if (await BeginAsync(TransitionKind.Created, upload, wanted.Request, default) is { } step)
                {
                    begun.Push(step);
                }
            },
        };

    // An id that is used again takes no events of the former upload's.
    private async ValueTask<bool> IsTakenAsync(string? id) =>
        id is not null && Outbox is not null
        && (await options.Store.GetInfoAsync(id, CancellationToken.None) is not null || await Outbox.KnowsAsync(id));

    private async Task<UploadInfo> FinishInStoreAsync(UploadInfo upload, WriteScope scope)
    {
        using var activity = UploadActivities.Start("store.finish", upload.Id);
        var finished = await options.Store.FinishAsync(upload, scope) with { PreFinishFailed = false };
        return finished.IsComplete ? finished : throw new UploadStoreException(
            $"The store didn't finish upload '{upload.Id}', which has all its bytes.", isTransient: true);
    }

    // A client that gets no answer of the observer's is told so, and the next one that comes asks again.
    private async Task<Decision> AskAtFinishAsync(
        UploadInfo finished, bool hasFailed, RequestSource? request, WriteScope scope, OutboxStep? step)
    {
        try
        {
            return await AskAsync(TransitionKind.Finished, finished, request, scope.Completion);
        }
        catch (Exception)
        {
            if (!hasFailed)
            {
                await UpdateAsync(finished with { PreFinishFailed = true }, scope with { Completion = CancellationToken.None });
            }

            step?.Close();
            throw;
        }
    }

    private ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope) =>
        options.Store is IUpdatingStore store ? store.UpdateAsync(upload, scope) : new(upload);

    private async ValueTask SettleFinishAsync(OutboxStep left, UploadInfo now, RequestSource? request, WriteScope scope)
    {
        if (!now.HasAllBytes || now.PreFinishFailed)
        {
            return;
        }

        if (now.Exchange is not null)
        {
            // Only the request that runs the endpoint finishes it.
            await (now.IsComplete ? left.KeepAsync(Describe(TransitionKind.Finished, now, request)) : ValueTask.CompletedTask);
            return;
        }

        var finished = await FinishInStoreAsync(now, scope);
        await AskAsync(TransitionKind.Finished, finished, request: null, scope.Completion);
        await left.KeepAsync(Describe(TransitionKind.Finished, finished, request));
    }

    // On a full disk, only a removal makes room, also for its own event.
    private async ValueTask<OutboxStep?> BeginRemovalAsync(
        UploadInfo upload, TerminationReason reason, RequestSource? request, WriteScope scope)
    {
        try
        {
            return await BeginAsync(TransitionKind.Terminated, upload, request, scope, reason);
        }
        catch (UploadStoreException full) when (full.IsFull)
        {
            log.OutboxUnavailable(upload.Id, full);
            return null;
        }
    }

    private BodyProgress Follow(UploadInfo upload, Appending wanted, Turn turn, TimeSpan interval) =>
        new(upload, wanted.Body, interval, options.TimeProvider, (offset, stop) =>
        {
            if (!turn.IsLost)
            {
                var now = upload with { Offset = offset };
                var progress = Describe(TransitionKind.Receiving, now, wanted.Request) with { Stop = stop };
                if (_observer!.Hears(TransitionKind.Receiving))
                {
                    _past!.Add(progress);
                }

                Outbox?.Waiting(progress);
            }
        });

    private static ValueTask<UploadInfo> ReceiveAsync(
        IVerifyingStore store, UploadInfo upload, ArrivingBody body, PipeReader watched, IBodyVerification verification, Turn turn) =>
        store.AppendVerifiedAsync(upload, verification.Watch(watched), () => verification.Accepts(body) && !turn.IsLost, turn.Scope);

    private static Action<long>? ProgressOf(Appending wanted, Turn turn) =>
        wanted.Progress is { } progress ? WhileHeld(progress, turn) : null;

    private static Action<long> WhileHeld(Action<long> progress, Turn turn) => offset =>
    {
        if (!turn.IsLost)
        {
            progress(offset);
        }
    };

    private async Task<bool> RemoveAsync(ITerminatingStore store, UploadInfo upload, TerminationReason reason, WriteScope scope)
    {
        using var activity = UploadActivities.Start("store.terminate", upload.Id);
        if (reason != TerminationReason.Expired)
        {
            await store.TerminateAsync(upload, scope);
            log.UploadTerminated(upload.Id);
            return true;
        }

        var isExpired = await ((IExpiringStore)store).ExpireAsync(upload, scope);
        if (isExpired)
        {
            log.UploadExpired(upload.Id);
        }

        return isExpired;
    }

    private ValueTask<Decision> AskAsync(
        TransitionKind next, UploadInfo upload, RequestSource? request, CancellationToken cancellationToken,
        TerminationReason? reason = null) =>
        _observer?.Decides(next) == true
            ? _observer.BeforeAsync(Describe(next, upload, request, reason), cancellationToken)
            : default;

    private ValueTask TellAsync(
        TransitionKind past, UploadInfo upload, RequestSource? request, OutboxStep? step, TerminationReason? reason = null)
    {
        var isHeard = _observer?.Hears(past) == true;
        if (!isHeard && step is null)
        {
            return default;
        }

        var transition = Describe(past, upload, request, reason);
        if (isHeard)
        {
            _past!.Add(transition);
        }

        return step?.KeepAsync(transition) ?? default;
    }

    private Transition Describe(TransitionKind kind, UploadInfo upload, RequestSource? request, TerminationReason? reason = null) =>
        new(kind, upload, request?.Facts)
        {
            Reason = reason,
            Trace = UploadActivities.Current?.Context ?? default,
            Storage = upload.Id.Length > 0 ? options.Store.DescribeStorage(upload) : null,
        };
}
