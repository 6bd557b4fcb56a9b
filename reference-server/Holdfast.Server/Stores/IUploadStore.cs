using System.IO.Pipelines;

namespace Holdfast.Server;

/// <summary>
/// Keeps uploads. The core calls it under the upload's lock, so a store needs no lock of its own; only what is told or served may be
/// asked for without. What a store can do beyond this it says by further interfaces (<see cref="ITerminatingStore"/>,
/// <see cref="IServingStore"/>, <see cref="IUpdatingStore"/>, <see cref="IVerifyingStore"/>, <see cref="IConcatenatingStore"/>,
/// <see cref="IExpiringStore"/>, <see cref="IExchangeStore"/>); one store can wrap another.
/// </summary>
public interface IUploadStore
{
    /// <summary>
    /// Bytes are stored as soon as <see cref="AppendAsync"/> has advanced over them, so that progress can be told before the body ends.
    /// </summary>
    bool StoresAsItAdvances => false;

    /// <summary>Makes an empty upload. False when the id is taken: an upload is never overwritten.</summary>
    ValueTask<bool> CreateAsync(UploadInfo upload, CancellationToken cancellationToken);

    /// <summary>Tells what is stored now, or null when there is no such upload, whatever the id looks like.</summary>
    ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Writes <paramref name="body"/> from <paramref name="offset"/> on until it ends, and tells how many bytes are kept.
    /// </summary>
    /// <remarks>
    /// The body ends, without an exception, at whatever cut the network made; it never yields more than the upload has left.
    /// Bytes must be stored by the time they are counted.
    /// </remarks>
    ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken);
}
