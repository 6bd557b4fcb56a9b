namespace Holdfast.Server.Stores;

/// <summary>What a store is told about one change of an upload.</summary>
/// <param name="Fence">
/// Grows with each holder of the upload's lock, so that a store that can compare it refuses the late write of a holder that lost the lock.
/// 0, which isn't compared, when the lock can't be lost or nobody else knows the upload yet.
/// </param>
/// <param name="Stored">
/// Is told, again and again, up to which offset bytes are stored while a body still arrives; null when nobody asks. A store whose bytes
/// don't count before the body ends calls it never.
/// </param>
/// <param name="Completion">Ends the work, also that of saving what has arrived.</param>
public readonly record struct WriteScope(long Fence, Action<long>? Stored, CancellationToken Completion);
