using Holdfast.Server.Bodies;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>What a client asks for when it appends.</summary>
/// <param name="Offset">Where it believes the upload to be.</param>
/// <param name="Body">The bytes.</param>
internal sealed record Appending(long Offset, ArrivingBody Body)
{
    /// <summary>The request that asks for it; null when nobody observes.</summary>
    public RequestFacts? Request { get; init; }

    /// <summary>The length that the request declares; null when it declares none.</summary>
    public long? Length { get; init; }

    /// <summary>What the body has to be, as far as its end alone shows it; null when it may be kept as it comes.</summary>
    public IBodyVerification? Verification { get; init; }

    /// <summary>The body is the upload's last, or isn't; null leaves it to the length.</summary>
    public bool? Completes { get; init; }

    /// <summary>The most bytes that one body may have.</summary>
    public long MaxContent { get; init; } = long.MaxValue;

    /// <summary>What else is demanded of the upload, before the body is read; null when it is met.</summary>
    public Func<UploadInfo, Refusal?> Demand { get; init; } = _ => null;

    /// <summary>What is demanded of the whole upload before it becomes complete; null when it is met.</summary>
    public Func<UploadInfo, CancellationToken, Task<Refusal?>> Inspect { get; init; } = (_, _) => Task.FromResult<Refusal?>(null);

    /// <summary>Which refusals end an unfinished upload, so that nothing is left of it.</summary>
    public Func<Refusal, bool> EndsUpload { get; init; } = _ => false;

    /// <summary>
    /// Tells the client the name of an upload that is just made, before its body is read; false when that isn't possible.
    /// </summary>
    public Func<UploadInfo, bool>? Announce { get; init; }

    /// <summary>
    /// What the complete upload is for, done under its lock. Told whether this body made it complete; otherwise it was so before.
    /// </summary>
    public Func<UploadInfo, bool, WriteScope, Task> Completed { get; init; } = (_, _, _) => Task.CompletedTask;

    /// <summary>
    /// Is told up to which offset bytes are stored, again and again; null when nobody asks. A body that waits to be judged is stored at its
    /// end only, and tells nothing.
    /// </summary>
    public Action<long>? Progress { get; init; }
}
