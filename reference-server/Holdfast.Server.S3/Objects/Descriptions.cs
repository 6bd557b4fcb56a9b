using System.Text.Json;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>Reads and writes <c>ID.info</c>.</summary>
internal sealed class Descriptions(S3Calls calls, ObjectKeys keys, TimeProvider time)
{
    /// <summary>The description of an object id; null when there is none.</summary>
    /// <exception cref="UploadStoreException">It can't be read, now or at all.</exception>
    public async Task<Description?> ReadAsync(string objectId, CancellationToken cancellationToken)
    {
        var key = keys.Info(objectId);
        if (await calls.ReadAsync(key, cancellationToken) is not { } stored)
        {
            return null;
        }

        try
        {
            return new Description(TusdInfo.Parse(stored.Content), stored.ETag, stored.LastModified);
        }
        catch (JsonException unreadable)
        {
            throw new UploadStoreException(
                $"'{key}' doesn't describe an upload: {unreadable.Message} Mend the object, or remove the upload with DELETE.",
                isTransient: false, unreadable) { LastChanged = stored.LastModified };
        }
    }

    // Stands behind the plus sign in the id of an upload whose description can't be read.
    private const string Unreadable = "unreadable";

    /// <summary>
    /// The id of what is described under an object id: it is in the description alone. What can't be read is an upload, too, of an id that
    /// leads to it, if the server made up its name. Null when nothing is described.
    /// </summary>
    public async Task<string?> FindIdAsync(string objectId)
    {
        try
        {
            return (await ReadAsync(objectId, CancellationToken.None))?.Info.Id;
        }
        catch (UploadStoreException unreadable) when (!unreadable.IsTransient)
        {
            return UploadName.IsOwn(objectId) ? new UploadName(objectId, Unreadable).ToString() : null;
        }
    }

    /// <summary>A description says that the multipart upload belongs to no upload. One that can't be read says nothing.</summary>
    public async Task<bool> DisownsAsync(UploadName name) =>
        await FindIdAsync(name.ObjectId) is not { } id
        || (id != name.ToString() && !id.EndsWith('+' + Unreadable, StringComparison.Ordinal));

    /// <summary>Describes an upload for the first time; null when its object id is taken.</summary>
    public Task<UploadInfo?> CreateAsync(UploadInfo upload, WriteScope scope) =>
        WriteAsync(upload, scope.Fence, PutCondition.New, scope.Completion);

    /// <summary>
    /// Makes sure that no newer holder of the upload's lock has written, and that older ones see this one. Without a fence there is nothing
    /// to do.
    /// </summary>
    public async Task<UploadInfo> ClaimAsync(UploadInfo upload, WriteScope scope) =>
        scope.Fence == 0 || scope.Fence == UploadState.Of(upload).Description.Fence ? upload : await ReplaceAsync(upload, scope);

    /// <summary>Takes the place of the former description, unless a newer holder of the lock has written.</summary>
    public async Task<UploadInfo> ReplaceAsync(UploadInfo upload, WriteScope scope)
    {
        var known = UploadState.Of(upload).Description;
        if (scope.Fence > 0 && scope.Fence < known.Fence)
        {
            throw Lost(upload);
        }

        var (fence, condition) = scope.Fence > 0
            ? (scope.Fence, PutCondition.Unchanged(known.ETag))
            : (known.Fence, PutCondition.None);
        return await WriteAsync(upload, fence, condition, scope.Completion) ?? throw Lost(upload);
    }

    private async Task<UploadInfo?> WriteAsync(
        UploadInfo upload, long fence, PutCondition condition, CancellationToken cancellationToken)
    {
        var state = UploadState.Of(upload);
        var info = TusdInfo.Of(upload, Description.StorageOf(state.Place, fence, state.Stale));
        var (key, json) = (keys.Info(state.Name.ObjectId), info.ToJson());
        var etag = await calls.WriteAsync(key, json, condition, cancellationToken);
        if (etag is null && await calls.ReadAsync(key, cancellationToken) is { } found && found.Content.AsSpan().SequenceEqual(json))
        {
            // The answer to the first request was lost, and the second one found what the first had stored.
            etag = found.ETag;
        }

        return etag is null ? null : upload with { State = state with { Description = new Description(info, etag, time.GetUtcNow()) } };
    }

    private static UploadStoreException Lost(UploadInfo upload) =>
        new($"The lock of upload '{upload.Id}' was lost to a newer holder.", isTransient: true);
}
