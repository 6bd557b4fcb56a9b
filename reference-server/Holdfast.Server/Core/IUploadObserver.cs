namespace Holdfast.Server.Core;

/// <summary>Called before and after each step of an upload's life. Hooks, metrics and tracing attach here.</summary>
internal interface IUploadObserver
{
    /// <summary>
    /// Called before an upload is created, finished or removed, under its lock if it has one; the step waits for the decision. Only a step
    /// that a client requested can be rejected; otherwise the decision has no effect. It isn't called for bytes that arrive.
    /// </summary>
    ValueTask<Decision> BeforeAsync(Transition next, CancellationToken cancellationToken);

    /// <summary>
    /// Called after each step. No request waits for it; the steps of one upload are reported one after the other, in their order.
    /// </summary>
    ValueTask AfterAsync(Transition past);
}
