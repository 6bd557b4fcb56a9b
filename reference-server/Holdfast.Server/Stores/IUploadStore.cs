using System.IO.Pipelines;

namespace Holdfast.Server.Stores;

/// <summary>
/// Keeps uploads. The core changes an upload under its lock only, so a store needs no lock of its own; infos and bytes are read without
/// one, too. A store declares further abilities by further interfaces (<see cref="ITerminatingStore"/>, <see cref="IServingStore"/>,
/// <see cref="IUpdatingStore"/>, <see cref="IVerifyingStore"/>, <see cref="IConcatenatingStore"/>, <see cref="IExpiringStore"/>,
/// <see cref="IExchangeStore"/>); one store can wrap another.
/// </summary>
/// <remarks>
/// An <see cref="UploadInfo"/> goes in and comes out: each call gets what the last one returned, with the <see cref="UploadInfo.State"/>
/// that the store attached to it, so a store needn't read back what it has just written. A store that can't carry out a call throws an
/// <see cref="UploadStoreException"/> that says whether a retry may help. "Not found" is no failure, and a store that can't be reached is
/// no store without uploads.
/// </remarks>
public interface IUploadStore
{
    /// <summary>The store's own limits.</summary>
    StoreLimits Limits => StoreLimits.None;

    /// <summary>
    /// Where the bytes of an upload are, in the store's own keys, as tusd's stores and hooks have them: <c>Type</c> is the kind of the
    /// store. Null when the store doesn't say.
    /// </summary>
    IReadOnlyDictionary<string, string>? DescribeStorage(UploadInfo upload) => null;

    /// <summary>Makes an empty upload. The store may extend the id.</summary>
    /// <returns>The upload as it is stored, or null when the id is taken: an upload is never overwritten.</returns>
    ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope);

    /// <summary>Returns the upload as it is stored now, or null when it doesn't exist, whatever the id looks like.</summary>
    ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// The same for a decision about a request before it is carried out: a store that has to look further for the offset and the date may
    /// leave them out.
    /// </summary>
    ValueTask<UploadInfo?> GetDescriptionAsync(string id, CancellationToken cancellationToken) => GetInfoAsync(id, cancellationToken);

    /// <summary>Writes <paramref name="body"/> from <see cref="UploadInfo.Offset"/> on until it ends.</summary>
    /// <returns>
    /// The upload with its new offset, and with a new <see cref="UploadInfo.LastChanged"/> if bytes are kept and the store records dates.
    /// </returns>
    /// <remarks>
    /// The body ends without an exception when the network cuts it; it never yields more bytes than the upload still needs, and none for an
    /// upload that has all its bytes. Bytes must be stored by the time they are counted.
    /// </remarks>
    ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope);

    /// <summary>
    /// Makes an upload complete that <see cref="UploadInfo.HasAllBytes"/>. Called under its lock as soon as that is so, and again by the
    /// next request that meets the upload when the call failed, or the process ended before; so it may have been done already.
    /// </summary>
    /// <returns>The upload, which <see cref="UploadInfo.IsComplete"/>.</returns>
    ValueTask<UploadInfo> FinishAsync(UploadInfo upload, WriteScope scope) => new(upload);
}
