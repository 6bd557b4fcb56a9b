using System.Runtime.CompilerServices;
using Holdfast.Server.S3.Telemetry;

namespace Holdfast.Server.S3.Objects;

/// <summary>
/// Removes leftovers of a crash: multipart uploads that no description names, and tails without a description. It looks only at names
/// that the server makes up, because the bucket may hold objects of others.
/// </summary>
internal sealed class Leftovers(S3Calls calls, ObjectKeys keys, Descriptions descriptions, string bucket)
{
    /// <summary>Gives the names of what it removed.</summary>
    public async IAsyncEnumerable<string> RemoveAsync(
        DateTimeOffset unchangedSince, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (key, multipartId, begun) in calls.MultipartUploadsAsync(keys.ObjectPrefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (begun <= unchangedSince && keys.ObjectIdOf(key) is { } objectId && UploadName.IsOwn(objectId)
                && await descriptions.DisownsAsync(new UploadName(objectId, multipartId)))
            {
                await calls.AbortAsync(new S3Place(bucket, key), multipartId);
                yield return $"{key} (multipart upload '{multipartId}')";
            }
        }

        await foreach (var (key, lastModified) in calls.KeysAsync(keys.MetadataPrefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (lastModified <= unchangedSince && keys.ObjectIdOfTail(key) is { } objectId && UploadName.IsOwn(objectId)
                && await descriptions.FindIdAsync(objectId) is null)
            {
                await calls.DeleteAsync(S3Operation.DeleteObject, new S3Place(bucket, key), cancellationToken);
                yield return key;
            }
        }
    }
}
