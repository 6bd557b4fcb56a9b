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
    private readonly IUploadObserver? _observer = Attach(options.Observer, log);
    private readonly TransitionQueues? _past = options.Observer is { } observer ? new TransitionQueues(observer, log) : null;

    /// <summary>Asks the observer whether a request may go on.</summary>
    public ValueTask<Decision> AdmitAsync(UploadInfo upload, RequestFacts request) =>
        _observer?.AdmitAsync(upload, request, CancellationToken.None) ?? default;

    /// <summary>Makes an empty upload under a new id.</summary>
    public async Task<UploadOutcome> CreateAsync(NewUpload wanted)
    {
        using var activity = UploadActivities.Start("upload.create", id: "");
        var decision = _observer is null ? default
            : await AskAsync(TransitionKind.Created, wanted.Describe(id: ""), wanted.Request, CancellationToken.None);
        if (decision.IsRejected)
        {
            return UploadOutcome.Refused(RefusalKind.Rejected) with { Answer = decision.Answer };
        }

        var upload = await CreateAsync(wanted.With(decision.Changes), decision.Changes?.Id);
        UploadActivities.Name(activity, upload.Id);
        log.UploadCreated(upload.Id, upload.Length);
        Tell(TransitionKind.Created, upload, wanted.Request);
        return new UploadOutcome(upload) { Answer = decision.Answer };
    }

    /// <summary>
    /// Stores the bytes of one body, until it ends for whatever reason; the additions are those of an observer that stopped it.
    /// </summary>
    public async Task<(UploadInfo Stored, UploadAnswer? Answer)> ReceiveAsync(UploadInfo upload, Appending wanted, Turn turn)
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
            Tell(TransitionKind.Received, stored, wanted.Request);
        }

        return (stored, progress?.Answer);
    }

    /// <summary>Has the store finish an upload that has all its bytes. The caller holds its lock, or no client knows its URL yet.</summary>
    /// <remarks>
    /// The observer is asked when the store is done, as in tusd: what it does with the bytes, it does with the whole object on S3, too.
    /// </remarks>
    public async Task<UploadOutcome> FinishAsync(UploadInfo upload, RequestFacts? request, WriteScope scope)
    {
        using var activity = UploadActivities.Start("upload.finish", upload.Id);
        var finished = await FinishInStoreAsync(upload, scope);
        if (!finished.IsComplete)
        {
            throw new UploadStoreException($"The store didn't finish upload '{upload.Id}', which has all its bytes.", isTransient: true);
        }

        log.UploadFinished(finished.Id, finished.Length);
        var decision = await AskAsync(TransitionKind.Finished, finished, request, scope.Completion);
        if (decision.IsRejected && request is not null)
        {
            return new UploadOutcome(finished, RefusalKind.Rejected) { Answer = decision.Answer };
        }

        Tell(TransitionKind.Finished, finished, request);
        return new UploadOutcome(finished) { Answer = decision.Answer };
    }

    /// <summary>Removes an upload. One that has expired stays if it has changed since it was read.</summary>
    public async Task<UploadOutcome> TerminateAsync(UploadInfo upload, TerminationReason reason, RequestFacts? request, WriteScope scope)
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

        if (await RemoveAsync(store, upload, reason, scope))
        {
            Tell(TransitionKind.Terminated, upload, request, reason);
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
    private async ValueTask<UploadInfo> CreateAsync(NewUpload wanted, string? id)
    {
        if (id is not null && !UploadId.IsSafe(id))
        {
            throw new ObserverException(
                $"An upload can't have the id '{id}'. Expected letters, digits and -_.+=@~!$'()*,;: in segments between slashes, "
                    + "none of which begins with a dot or ends like a file beside an upload (.info, .lock). Choose another id.");
        }

        while (true)
        {
            using var activity = UploadActivities.Start("store.create", id ?? "");
            if (await options.Store.CreateAsync(wanted.Describe(id ?? UploadId.New()), default) is { } upload)
            {
                return upload;
            }

            if (id is not null || wanted.Storage is not null)
            {
                var place = wanted.Storage is null ? "" : $" at '{string.Join(", ", wanted.Storage.Values)}'";
                throw new ObserverException(
                    $"There is an upload or a file '{id}'{place} already, and it isn't overwritten. Choose another.");
            }
        }
    }

    private BodyProgress Follow(UploadInfo upload, Appending wanted, Turn turn, TimeSpan interval) =>
        new(upload, wanted.Body, interval, options.TimeProvider, (offset, stop) =>
        {
            if (!turn.IsLost)
            {
                var now = upload with { Offset = offset };
                _past!.Add(Describe(TransitionKind.Receiving, now, wanted.Request) with { Stop = stop });
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

    private async ValueTask<UploadInfo> FinishInStoreAsync(UploadInfo upload, WriteScope scope)
    {
        using var activity = UploadActivities.Start("store.finish", upload.Id);
        return await options.Store.FinishAsync(upload, scope);
    }

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
        TransitionKind next, UploadInfo upload, RequestFacts? request, CancellationToken cancellationToken,
        TerminationReason? reason = null) =>
        _observer?.BeforeAsync(Describe(next, upload, request, reason), cancellationToken) ?? default;

    private void Tell(TransitionKind past, UploadInfo upload, RequestFacts? request, TerminationReason? reason = null) =>
        _past?.Add(Describe(past, upload, request, reason));

    private Transition Describe(TransitionKind kind, UploadInfo upload, RequestFacts? request, TerminationReason? reason = null) =>
        new(kind, upload, request)
        {
            Reason = reason,
            Trace = UploadActivities.Current?.Context ?? default,
            Storage = upload.Id.Length > 0 ? options.Store.DescribeStorage(upload) : null,
        };
}
