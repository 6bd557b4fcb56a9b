using System.Diagnostics.CodeAnalysis;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>
/// Makes final uploads (tus 1.0.0, Concatenation). A final that is requested before its parts are complete waits, and is concatenated when
/// the last part completes. A waiting final that this process doesn't know of is concatenated by the next request to it, so no list of
/// waiting finals has to be stored or shared between processes.
/// </summary>
internal sealed class Concatenator(
    UploadOptions options, IConcatenatingStore store, UploadLifecycle lifecycle, Finisher finisher, UploadLog log,
    CancellationToken stopping)
{
    private readonly Lifetimes _lifetimes = new(options);
    private readonly WaitingFinals _waiting = new();
    private readonly long _maxParts = StoreLimits.Stricter(options.MaxParts, store.Limits.MaxParts);

    /// <summary>Makes a final upload; refused, nothing is left of it.</summary>
    public async Task<UploadOutcome> CreateAsync(NewUpload wanted)
    {
        if (wanted.Parts.Count > _maxParts)
        {
            return UploadOutcome.Refused(new Refusal(RefusalKind.TooManyParts) { Count = wanted.Parts.Count, Limit = _maxParts });
        }

        var parts = await FinishAndReadAsync(wanted.Parts.Select(part => part.Id));
        if (RefusalOf(wanted, parts) is { } error)
        {
            return UploadOutcome.Refused(error);
        }

        var created = await lifecycle.CreateAsync(wanted with { Length = parts.Length });
        return created.Upload is { } final ? (await JoinOrDropAsync(final, parts, wanted.Request)).After(created) : created;
    }

    /// <summary>
    /// Handles a request to a waiting final upload: concatenates it if its parts are complete by now, else returns its present state.
    /// </summary>
    public async Task<UploadOutcome> LookAsync(UploadInfo final)
    {
        var parts = await FinishAndReadAsync(final.PartialUploads);
        return !parts.AreThere ? UploadOutcome.Refused(RefusalKind.PartGone)
            : ExcessOf(parts) is { } error ? UploadOutcome.Refused(error)
            : parts.AreComplete ? await JoinAsync(final.Id, request: null)
            : new UploadOutcome(final with { Length = parts.Length });
    }

    /// <summary>
    /// Concatenates the finals that waited for this part only. No request waits for this: the response to the part has been sent.
    /// </summary>
    public void PartCompleted(string part)
    {
        foreach (var final in _waiting.Take(part))
        {
            _ = LookSafelyAsync(final);
        }
    }

    /// <summary>Forgets the finals that wait for a part that was removed.</summary>
    public void PartRemoved(string part) => _waiting.Take(part);

    // No caller awaits this task, so failures are logged here; the next access tries again.
    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a background task.")]
    private async Task LookSafelyAsync(string id)
    {
        try
        {
            if (await store.GetInfoAsync(id, stopping) is { IsWaiting: true } final)
            {
                await LookAsync(final);
            }
        }
        catch (Exception exception)
        {
            log.ConcatenationError(id, exception);
        }
    }

    // The last part may have become complete after it was read, and before anybody knew that it is waited for.
    private async Task<bool> MustWaitAsync(UploadInfo final)
    {
        _waiting.Add(final);
        return !(await ReadAsync(final.PartialUploads)).AreComplete;
    }

    private Refusal? RefusalOf(NewUpload wanted, PartList parts)
    {
        var unknown = parts.IndexOf(part => part is null);
        var foreign = parts.IndexOf(part => part is { IsPartial: false });
        return unknown >= 0 ? new Refusal(RefusalKind.UnknownPart) { Subject = wanted.Parts[unknown].Url }
            : foreign >= 0 ? new Refusal(RefusalKind.NotPartial) { Subject = wanted.Parts[foreign].Url }
            : !parts.AreComplete && options.DisableUnfinishedConcatenation ? RefusalKind.PartUnfinished
            : ExcessOf(parts);
    }

    // Lengths may become known after the final upload was made, so they are judged before each look at its parts ends in bytes.
    private Refusal? ExcessOf(PartList parts) =>
        parts.AreLongerThan(options.MaxLength) ? RefusalKind.MaxSizeExceeded
        : options.MaxRepeatedBytes > 0 && parts.RepeatedBytes > options.MaxRepeatedBytes
            ? new Refusal(RefusalKind.TooMuchRepeated) { Limit = options.MaxRepeatedBytes }
        : null;

    private async Task<UploadOutcome> JoinOrDropAsync(UploadInfo final, PartList parts, RequestSource? request)
    {
        if (!parts.AreComplete && await MustWaitAsync(final))
        {
            return new UploadOutcome(final);
        }

        var outcome = UploadOutcome.Refused(RefusalKind.Internal);
        try
        {
            // Empty parts make an upload that has all its bytes as it is.
            outcome = final.HasAllBytes ? await lifecycle.FinishAsync(final, request, default) : await JoinAsync(final.Id, request);
            return outcome;
        }
        finally
        {
            if (outcome.Error is not null)
            {
                // The client never learns the upload's URL, so no other request can hold its lock: there is no fence.
                await lifecycle.TerminateAsync(final, TerminationReason.CreationFailed, request: null, default);
            }
        }
    }

    // Locks are taken in one order everywhere, a final upload before its parts and these by id, so that no two requests wait for each
    // other. Only complete parts are locked: no request appends to them any more, so none is interrupted, and readers can share them.
    private async Task<UploadOutcome> JoinAsync(string id, RequestSource? request)
    {
        await using var turns = new TurnStack(options, log, stopping);
        if (!await turns.TakeAsync(id))
        {
            return UploadOutcome.Refused(RefusalKind.Locked);
        }

        if (await store.GetInfoAsync(id, turns.Completion) is not { } final)
        {
            return turns.Settle(UploadOutcome.Refused(RefusalKind.NotFound));
        }

        if (final.HasAllBytes)
        {
            return turns.Settle(
                Finisher.MayFinish(final) ? await lifecycle.FinishAsync(final, request, turns.Scope) : new UploadOutcome(final));
        }

        foreach (var part in final.PartialUploads.Distinct().Order(StringComparer.Ordinal))
        {
            if (!await turns.TakeToReadAsync(part))
            {
                return UploadOutcome.Refused(RefusalKind.Locked);
            }
        }

        return turns.IsLost ? UploadOutcome.Refused(RefusalKind.LockLost) : turns.Settle(await JoinAsync(final, request, turns));
    }

    private async Task<UploadOutcome> JoinAsync(UploadInfo final, RequestSource? request, TurnStack turns)
    {
        var parts = await ReadAsync(final.PartialUploads);
        if (!parts.AreComplete)
        {
            return UploadOutcome.Refused(RefusalKind.PartGone);
        }

        if (ExcessOf(parts) is { } error)
        {
            return UploadOutcome.Refused(error);
        }

        await using var step = await lifecycle.BeginAsync(TransitionKind.Finished, final, request, turns.Scope);
        try
        {
            final = await store.ConcatenateAsync(final with { Length = parts.Length }, parts.Infos, turns.Scope);
        }
        catch (OperationCanceledException) when (turns.Completion.IsCancellationRequested)
        {
            return UploadOutcome.Refused(turns.IsLost ? RefusalKind.LockLost
                : stopping.IsCancellationRequested ? RefusalKind.ServerShutdown
                : RefusalKind.Interrupted);
        }

        if (turns.IsLost)
        {
            return UploadOutcome.Refused(RefusalKind.LockLost);
        }

        var outcome = await lifecycle.FinishAsync(final, request, turns.Scope, step);
        step?.Close();
        if (outcome.Error is null)
        {
            await RemoveAsync(parts.Infos);
        }

        return outcome;
    }

    // tus 1.0.0, Concatenation: parts may be removed once the final upload is complete.
    private async Task RemoveAsync(IReadOnlyList<UploadInfo> parts)
    {
        foreach (var part in options.RemovePartsAfterConcatenation ? parts.DistinctBy(part => part.Id) : [])
        {
            // The lock that is held is the final upload's: there is no fence.
            await lifecycle.TerminateAsync(part, TerminationReason.Concatenated, request: null, default);
        }
    }

    // A part whose finish step was lost counts like any other part that has all its bytes. Its lock is free then, or held by the request
    // that finishes it.
    private async Task<PartList> FinishAndReadAsync(IEnumerable<string> ids)
    {
        var parts = await ReadAsync(ids);
        var lost = parts.Infos.Where(Finisher.MayFinish).Select(part => part.Id).Distinct().ToList();
        foreach (var part in lost)
        {
            await finisher.FinishLostAsync(part);
        }

        return lost.Count == 0 ? parts : await ReadAsync(ids);
    }

    // A part that is named several times is read once.
    private async Task<PartList> ReadAsync(IEnumerable<string> ids)
    {
        var known = new Dictionary<string, UploadInfo?>(StringComparer.Ordinal);
        var infos = new List<UploadInfo?>();
        foreach (var id in ids)
        {
            if (!known.TryGetValue(id, out var part))
            {
                part = await store.GetInfoAsync(id, CancellationToken.None);
                known[id] = part = part is not null && _lifetimes.IsOver(part) ? null : part;
            }

            infos.Add(part);
        }

        return new PartList(infos);
    }
}
