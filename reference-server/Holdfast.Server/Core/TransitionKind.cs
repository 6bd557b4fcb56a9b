namespace Holdfast.Server.Core;

/// <summary>The steps of an upload's life.</summary>
internal enum TransitionKind
{
    /// <summary>The upload is there, and empty.</summary>
    Created,

    /// <summary>
    /// Bytes of a body that still arrives have been received, and may not be stored yet. Reported at
    /// <see cref="IUploadObserver.ProgressInterval"/>; several that wait to be reported become one.
    /// </summary>
    Receiving,

    /// <summary>Bytes of one body are stored.</summary>
    Received,

    /// <summary>The upload has all its bytes, and the store has finished it.</summary>
    Finished,

    /// <summary>The upload is removed.</summary>
    Terminated,
}
