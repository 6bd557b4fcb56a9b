using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Objects;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Parts;

/// <summary>Makes an object of an upload's parts. It may have been done before, and its answer lost.</summary>
internal sealed class Completion(AppendTools tools, UploadReader reader)
{
    /// <summary>Completes an upload that has all its bytes.</summary>
    public async Task<UploadInfo> RunAsync(UploadInfo upload, WriteScope scope)
    {
        upload = await tools.Descriptions.ClaimAsync(upload, scope);
        var state = UploadState.Of(upload);
        if (state.Tail is not null || state.Parts.IsEmpty)
        {
            if (await FindCompleteAsync(state, scope) is { } before)
            {
                return before;
            }

            state = await AddLastAsync(state, scope);
        }

        if (!await tools.Calls.CompleteAsync(state.Place, state.Name.MultipartId, state.Parts)
            && (await tools.Calls.MeasureAsync(state.Place, scope.Completion))?.Size != upload.Offset)
        {
            throw new UploadStoreException(
                $"The multipart upload '{state.Name.MultipartId}' of '{state.Place.Key}' is gone since the request began.",
                isTransient: true);
        }

        state = await tools.Tails.RemoveAsync(state);
        return upload with { NeedsFinish = false, LastChanged = tools.Now(), State = state with { IsComplete = true } };
    }

    // The tail becomes the last part, which may be of any size. S3 makes no object without a part: an empty upload has an empty one.
    private async Task<UploadState> AddLastAsync(UploadState state, WriteScope scope)
    {
        var content = new PartBuffer(tools.Options);
        try
        {
            if (state.Tail is not null)
            {
                content.Dispose();
                (content, state) = await tools.Tails.TakeAsync(state, scope);
            }

            var part = await tools.Slots.UploadAsync(
                () => tools.Calls.UploadAsync(
                    state.Place, state.Name.MultipartId, state.Parts.Count + 1, content, scope.Completion),
                scope.Completion);
            return state with { Parts = state.Parts.Add(part) };
        }
        finally
        {
            content.Dispose();
        }
    }

    // An earlier completion, whose response was lost, has removed the tail, too.
    private async Task<UploadInfo?> FindCompleteAsync(UploadState state, WriteScope scope) =>
        await reader.ReadAsync(state.Name, scope.Completion) is { IsComplete: true } whole ? whole : null;
}
