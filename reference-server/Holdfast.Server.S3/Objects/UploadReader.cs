using System.Collections.Immutable;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>
/// Reads the state of an upload from S3 while other servers may change it. What the description acknowledges was stored before it, and a
/// tail is stored in a part before it is removed. So nothing is overlooked if the description is read first, then the tail, then the parts.
/// </summary>
internal sealed class UploadReader(S3Calls calls, ObjectKeys keys, Descriptions descriptions)
{
    /// <summary>The upload as it is on S3; null when there is none.</summary>
    public async Task<UploadInfo?> ReadAsync(UploadName name, CancellationToken cancellationToken)
    {
        // Both at once save a call's time. Then the description may be newer than the tail, and acknowledge what wasn't seen.
        var tail = calls.FindTailAsync(keys.Tail(name.ObjectId), cancellationToken);
        try
        {
            var description = await descriptions.ReadAsync(name.ObjectId, cancellationToken);
            var (upload, isCertain) = await ReadAsync(name, description, await tail, cancellationToken);
            return isCertain ? upload : await ReadInOrderAsync(name, cancellationToken);
        }
        finally
        {
            // Its answer comes with the description's. To cancel a call would cost a connection.
            await ((Task)tail).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<UploadInfo?> ReadInOrderAsync(UploadName name, CancellationToken cancellationToken)
    {
        var description = await descriptions.ReadAsync(name.ObjectId, cancellationToken);
        var tail = await calls.FindTailAsync(keys.Tail(name.ObjectId), cancellationToken);
        return (await ReadAsync(name, description, tail, cancellationToken)).Upload;
    }

    // Not certain: bytes that were acknowledged are missing.
    private async Task<(UploadInfo? Upload, bool IsCertain)> ReadAsync(
        UploadName name, Description? description, Tail? tail, CancellationToken cancellationToken)
    {
        if (description is null || description.Info.Id != name.ToString())
        {
            return (null, true);
        }

        var place = description.Place ?? keys.UsualPlace(name.ObjectId);
        var parts = await calls.ListAsync(place, name.MultipartId, cancellationToken);
        var state = new UploadState { Name = name, Place = place, Description = description };
        if (parts is null || await IsStoredAsync(state, parts, cancellationToken))
        {
            return (await ReadCompleteAsync(state, cancellationToken), true);
        }

        var upload = Measure(state, parts, tail);
        return (upload, upload is not null);
    }

    private static UploadInfo? Measure(UploadState state, PartListing listing, Tail? tail)
    {
        var info = state.Description.Info;
        var counting = listing.Counting(state.Description).ToImmutableList();
        state = state with
        {
            Parts = counting,
            Stale = [.. listing.All.Skip(counting.Count)],
            TailETag = tail?.ETag,
        };

        // tusd removes its tail before it stores the part with it, so one without a beginning stands behind all parts.
        var counts = tail is { Size: > 0 } && (tail.Start ?? (state.Stale.IsEmpty ? state.PartsEnd : -1)) == state.PartsEnd;
        state = state with { Tail = counts ? tail : null };
        var offset = state.PartsEnd + (state.Tail?.Size ?? 0);
        return info.HasLostBytes(offset) ? null : info.ToUpload(info.Id) with
        {
            // Parts are put together in one step: until then a final upload is empty.
            Offset = info.IsFinal ? 0 : offset,
            LastChanged = new[] { state.Description.LastModified, listing.LastModified, tail?.LastModified ?? default }.Max(),
            NeedsFinish = true,
            State = state,
        };
    }

    // Swift lists the parts of a multipart upload also when it has become the object. An object that was there before has another ETag.
    private async Task<bool> IsStoredAsync(UploadState state, PartListing listing, CancellationToken cancellationToken)
    {
        var info = state.Description.Info;
        var parts = listing.Counting(state.Description);
        return !info.SizeIsDeferred && parts.Sum(part => part.Size) == info.Size
            && await calls.MeasureAsync(state.Place, cancellationToken) is { } whole && whole.ETag == PartListing.ETagOf(parts);
    }

    // The multipart upload is gone: it has become the object, or it was removed, as rules of a bucket do after some days.
    private async Task<UploadInfo?> ReadCompleteAsync(UploadState state, CancellationToken cancellationToken)
    {
        var info = state.Description.Info;
        if (await calls.MeasureAsync(state.Place, cancellationToken) is not { } whole)
        {
            return null;
        }

        return whole.Size == info.Size || info.SizeIsDeferred
            ? info.ToUpload(info.Id) with
            {
                Offset = whole.Size,
                LastChanged = new[] { state.Description.LastModified, whole.LastModified }.Max(),
                State = state with { IsComplete = true },
            }
            : throw new UploadStoreException(
                $"'{state.Place.Key}' has '{whole.Size}' bytes, and '{keys.Info(state.Name.ObjectId)}' says '{info.Size}'. "
                + "Something else has written one of them: remove the upload with DELETE.",
                isTransient: false) { LastChanged = whole.LastModified };
    }
}
