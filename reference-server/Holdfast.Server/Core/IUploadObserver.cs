using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>Called before and after each step of an upload's life. Hooks, metrics and tracing attach here.</summary>
internal interface IUploadObserver
{
    /// <summary>
    /// How often <see cref="AfterAsync"/> is called with <see cref="TransitionKind.Receiving"/> while a body arrives; null for never.
    /// </summary>
    TimeSpan? ProgressInterval => null;

    /// <summary>Whether <see cref="AdmitAsync"/> is called.</summary>
    bool ChecksAccess => false;

    /// <summary>Whether <see cref="BeforeAsync"/> has to be called before a step of this kind.</summary>
    bool Decides(TransitionKind kind) => true;

    /// <summary>Whether <see cref="AfterAsync"/> has to be called after a step of this kind.</summary>
    bool Hears(TransitionKind kind) => true;

    /// <summary>
    /// Whether <see cref="BeforeAsync"/> does something when an upload has been finished. Then HEAD waits for that, too, and a request that
    /// repeats the last append calls it again.
    /// </summary>
    bool AsksAtFinish => false;

    /// <summary>Called once, before any other call, with the log of the server that it observes.</summary>
    void Attach(UploadLog log)
    {
    }

    /// <summary>
    /// Called before any request but OPTIONS is looked at, so that it can be rejected. Only the id is known of an upload that doesn't exist
    /// or can't be read; it is empty for a request that creates an upload.
    /// </summary>
    ValueTask<Decision> AdmitAsync(UploadInfo upload, RequestFacts request, CancellationToken cancellationToken) => default;

    /// <summary>
    /// Called before an upload is created or removed, and after the store has finished one but before its request is answered, under its
    /// lock if it has one; the step waits for the decision. Only a step that a client requested can be rejected; otherwise the decision has
    /// no effect. It isn't called for bytes that arrive.
    /// </summary>
    ValueTask<Decision> BeforeAsync(Transition next, CancellationToken cancellationToken);

    /// <summary>
    /// Called after each step. No request waits for it; the steps of one upload are reported one after the other, in their order.
    /// </summary>
    ValueTask AfterAsync(Transition past);
}
