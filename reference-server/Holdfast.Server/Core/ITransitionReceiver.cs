namespace Holdfast.Server.Core;

/// <summary>Gets the steps of uploads from the outbox, each at least once.</summary>
internal interface ITransitionReceiver
{
    /// <summary>Whether it wants to get steps of this kind; the others are not kept.</summary>
    bool Takes(TransitionKind kind);

    /// <summary>
    /// Called after each step of an upload, in their order and never twice at the same time for one upload; after an exception again, with
    /// the same <see cref="Transition.EventId"/>. Also called with <see cref="TransitionKind.Receiving"/>, as
    /// <see cref="IUploadObserver.AfterAsync"/> is, without an id and never again.
    /// </summary>
    Task DeliverAsync(Transition past, CancellationToken cancellationToken);
}
