using Holdfast.Server.Bodies;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>A client's request to append.</summary>
/// <param name="Offset">The offset at which the client appends.</param>
/// <param name="Body">The bytes.</param>
internal sealed record Appending(long Offset, ArrivingBody Body)
{
    /// <summary>The request that causes it; null without an observer.</summary>
    public RequestSource? Request { get; init; }

    /// <summary>The length that the request declares; null when it declares none.</summary>
    public long? Length { get; init; }

    /// <summary>Verifies the body once it has arrived; null when its bytes are stored as they arrive.</summary>
    public IBodyVerification? Verification { get; init; }

    /// <summary>True when the body is the upload's last, false when it isn't; null when the upload's length decides.</summary>
    public bool? Completes { get; init; }

    /// <summary>The most bytes that one body may have.</summary>
    public long MaxContent { get; init; } = long.MaxValue;

    /// <summary>A further condition that the upload must meet before the body is read; returns null when it is met.</summary>
    public Func<UploadInfo, Refusal?> Demand { get; init; } = _ => null;

    /// <summary>A condition that the whole upload must meet before it becomes complete; returns null when it is met.</summary>
    public Func<UploadInfo, CancellationToken, Task<Refusal?>> Inspect { get; init; } = (_, _) => Task.FromResult<Refusal?>(null);

    /// <summary>Decides which refusals also remove an unfinished upload.</summary>
    public Func<Refusal, bool> EndsUpload { get; init; } = _ => false;

    /// <summary>
    /// Sends the client the URL of a new upload before its body is read; returns false when that isn't possible.
    /// </summary>
    public Func<UploadInfo, bool>? Announce { get; init; }

    /// <summary>
    /// Runs under the lock when the upload is complete. The argument is true when this body completed it, false when it was complete
    /// before.
    /// </summary>
    public Func<UploadInfo, bool, WriteScope, Task> Completed { get; init; } = (_, _, _) => Task.CompletedTask;

    /// <summary>
    /// Called repeatedly with the offset up to which bytes are stored; null when no progress is reported. A body that has to be verified is
    /// stored at its end only, so it reports no progress.
    /// </summary>
    public Action<long>? Progress { get; init; }
}
