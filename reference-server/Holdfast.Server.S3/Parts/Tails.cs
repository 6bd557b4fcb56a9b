using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Objects;
using Holdfast.Server.S3.Telemetry;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Parts;

/// <summary>
/// Keeps the bytes that are too few for a part. A tail says where it begins, so it may stay until what takes its place is stored: from then
/// on the parts end elsewhere, and it doesn't count.
/// </summary>
internal sealed class Tails(S3StoreOptions options, S3Calls calls, ObjectKeys keys)
{
    /// <summary>Downloads the tail, for the part that begins with it.</summary>
    public async Task<(PartBuffer Content, UploadState State)> TakeAsync(UploadState state, WriteScope scope)
    {
        var tail = state.Tail!;
        var content = new PartBuffer(options);
        var isTaken = false;
        try
        {
            var place = new S3Place(options.Bucket, keys.Tail(state.Name.ObjectId));
            if (!await calls.DownloadAsync(S3Operation.GetPartObject, place, 0, tail.Size, content, scope.Completion))
            {
                throw new UploadStoreException($"'{place.Key}' is gone since the request began.", isTransient: true);
            }

            // tusd's says nothing, and would count twice between the part that takes its place and its removal.
            state = tail.Start is null ? await KeepAsync(state, content, scope) : state;
            isTaken = true;
            return (content, state);
        }
        finally
        {
            if (!isTaken)
            {
                content.Dispose();
            }
        }
    }

    /// <summary>Stores the tail behind the parts, in place of the former one.</summary>
    public async Task<UploadState> KeepAsync(UploadState state, PartBuffer content, WriteScope scope)
    {
        var condition = scope.Fence > 0 ? PutCondition.Unchanged(state.TailETag) : PutCondition.None;
        var tail = await calls.WriteTailAsync(keys.Tail(state.Name.ObjectId), content, state.PartsEnd, condition, scope.Completion);
        return state with { Tail = tail, TailETag = tail.ETag };
    }

    /// <summary>Removes a tail whose bytes are in a part. It doesn't count any more, so a failure does no harm.</summary>
    public async Task<UploadState> RemoveAsync(UploadState state)
    {
        if (state.TailETag is null)
        {
            return state;
        }

        try
        {
            var tail = new S3Place(options.Bucket, keys.Tail(state.Name.ObjectId));
            await calls.DeleteAsync(S3Operation.DeletePartObject, tail, CancellationToken.None);
            return state with { Tail = null, TailETag = null };
        }
        catch (UploadStoreException)
        {
            return state with { Tail = null };
        }
    }
}
