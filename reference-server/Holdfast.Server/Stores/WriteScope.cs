namespace Holdfast.Server.Stores;

/// <summary>The circumstances of one change of an upload, for the store.</summary>
/// <param name="Fence">
/// Grows with each holder of the upload's lock, so that a store that can compare it refuses the late write of a holder that lost the lock.
/// 0, which isn't compared, when the lock can't be lost or nobody else knows the upload yet.
/// </param>
/// <param name="Stored">
/// Called repeatedly with the offset up to which bytes are stored, while a body still arrives; null when no progress is reported. A store
/// whose bytes don't count before the body ends never calls it.
/// </param>
/// <param name="Completion">Ends the work, also the saving of bytes that have arrived.</param>
public readonly record struct WriteScope(long Fence, Action<long>? Stored, CancellationToken Completion)
{
    /// <summary>
    /// Awaited with a new upload, whose id is known by then, before it exists; null when nothing has to be done. If it throws, the upload
    /// isn't made. Only an <see cref="IOutboxStore"/> has to call it.
    /// </summary>
    public Func<UploadInfo, ValueTask>? Creating { get; init; }
}
