namespace Holdfast.Server.Core;

/// <summary>Is asked before the steps of each upload's life and told of them afterwards: where hooks, metrics and tracing attach.</summary>
internal interface IUploadObserver
{
    /// <summary>
    /// Asked before an upload is created, finished or removed, under its lock if it has one; the step waits for the decision. Only what a
    /// client asked for can be rejected; otherwise the decision changes nothing. It isn't asked about bytes that arrive.
    /// </summary>
    ValueTask<Decision> BeforeAsync(Transition next, CancellationToken cancellationToken);

    /// <summary>
    /// Called after each step. No request waits for it; the steps of one upload are reported one after the other, in their order.
    /// </summary>
    ValueTask AfterAsync(Transition past);
}
