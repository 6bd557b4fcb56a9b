using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>
/// Has the store finish uploads that have all their bytes. That can fail, or a crash can come before it; then the next request that meets
/// the upload finishes it.
/// </summary>
internal sealed class Finisher(UploadOptions options, UploadLifecycle lifecycle, UploadLog log, CancellationToken stopping)
{
    /// <summary>
    /// An upload for an endpoint is finished only by the append that runs the endpoint (<see cref="Appending.Completed"/>). Finished in any
    /// other way, it would be complete without an answer, and the endpoint would never run.
    /// </summary>
    public static bool MayFinish(UploadInfo? upload) => upload is { LacksFinish: true, Exchange: null };

    /// <summary>The same for an upload that isn't complete because a hook failed at that: only a client's request asks it again.</summary>
    public static bool MayAskAgain(UploadInfo? upload) => upload is { IsFinished: true, PreFinishFailed: true, Exchange: null };

    /// <summary>Finishes an upload that was read without its lock.</summary>
    public async Task<UploadOutcome> FinishLostAsync(string id, RequestSource? request = null)
    {
        await using var turn = await Turn.TakeAsync(options, id, body: null, log, stopping);
        if (turn is null)
        {
            return UploadOutcome.Refused(RefusalKind.Locked);
        }

        try
        {
            var upload = await options.Store.GetInfoAsync(id, turn.Completion);
            return turn.Settle(
                upload is null ? UploadOutcome.Refused(RefusalKind.NotFound)
                : MayFinish(upload) ? await lifecycle.FinishAsync(upload, request: null, turn.Scope)
                : request is not null && MayAskAgain(upload) ? await lifecycle.FinishAsync(upload, request, turn.Scope)
                : new UploadOutcome(upload));
        }
        catch (OperationCanceledException) when (turn.IsLost)
        {
            return UploadOutcome.Refused(RefusalKind.LockLost);
        }
    }
}
