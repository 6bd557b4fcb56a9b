namespace Holdfast.Server.Stores;

/// <summary>
/// Small documents by which the core remembers the events of an upload until they are delivered. They outlive the upload, and a crash.
/// </summary>
/// <remarks>
/// A name consists of lower-case letters, digits and hyphens. The id of an upload needn't be one that exists. What can't be carried out is
/// an <see cref="UploadStoreException"/>, as in the store itself.
/// </remarks>
public interface IOutbox
{
    /// <summary>
    /// Keeps a document in place of a former one of the same name. A reader, also after a crash, gets one of the two completely.
    /// </summary>
    ValueTask PutAsync(string id, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a document unless there is one of this name; false when there is. Two calls at the same time may both succeed.
    /// </summary>
    ValueTask<bool> TryAddAsync(string id, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads a document; null when there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string id, string name, CancellationToken cancellationToken);

    /// <summary>Removes a document; it is no error when there is none.</summary>
    ValueTask RemoveAsync(string id, string name, CancellationToken cancellationToken);

    /// <summary>The names of an upload's documents, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> NamesAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// The ids of all uploads that have documents, in any order. Those that get or lose their documents meanwhile may be among them or not.
    /// </summary>
    IAsyncEnumerable<string> IdsAsync(CancellationToken cancellationToken);
}
