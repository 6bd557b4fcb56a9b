using System.Collections.Immutable;
using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Objects;
using Holdfast.Server.S3.Telemetry;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Parts;

/// <summary>Makes the parts of a final upload of its partial uploads. They count once they are completed, all at once.</summary>
internal sealed class Concatenation(AppendTools tools)
{
    /// <summary>Fills a final upload.</summary>
    public async Task<UploadInfo> RunAsync(UploadInfo final, IReadOnlyList<UploadInfo> sources, WriteScope scope)
    {
        var length = sources.Sum(source => source.Offset);
        if (length != final.Length)
        {
            throw new UploadStoreException(
                $"The parts of upload '{final.Id}' have '{length}' bytes, '{final.Length}' were expected.", isTransient: false);
        }

        var plan = PlanOf(final, sources);
        var described = UploadState.Of(final).Description.Info;
        final = described.SizeIsDeferred || described.Size != length
            ? await tools.Descriptions.ReplaceAsync(final, scope)
            : await tools.Descriptions.ClaimAsync(final, scope);
        var state = UploadState.Of(final);
        await using var uploads = new PartUploads(tools.Slots, 0, stored: null, scope.Completion);
        for (var number = 1; number <= plan.Count; number++)
        {
            var (part, its) = (plan[number - 1], number);
            await uploads.AddAsync(content: null, token => StoreAsync(state, part, its, token));
        }

        var parts = (await uploads.CompleteAsync()).ToImmutableList();
        return final with { Offset = length, LastChanged = tools.Now(), State = state with { Parts = parts, Stale = [], Tail = null } };
    }

    private IReadOnlyList<PlannedPart> PlanOf(UploadInfo final, IReadOnlyList<UploadInfo> sources)
    {
        var equal = tools.Sizes.Next(final, 0, 0, 0);
        var (min, max) = tools.Options.EqualPartSizes ? (equal, equal) : (tools.Options.MinPartSize, tools.Options.MaxPartSize);
        var plan = ConcatenationPlan.Of(sources.Select(source => (UploadState.Of(source).Place, source.Offset)), min, max);
        return plan.Count <= S3StoreOptions.MaxParts ? plan : throw new UploadStoreException(
            $"Upload '{final.Id}' would have '{plan.Count}' parts on S3, which takes '{S3StoreOptions.MaxParts}'.", isTransient: false);
    }

    // S3 copies a range of an object only if the object is larger than its smallest part; less is downloaded as fast.
    private async Task<StoredPart> StoreAsync(UploadState state, PlannedPart part, int number, CancellationToken cancellationToken)
    {
        if (part.Ranges is [{ Count: >= S3StoreOptions.SmallestPart } whole])
        {
            return await tools.Calls.CopyAsync(
                state.Place, state.Name.MultipartId, number, whole.Source, whole.From, whole.Count, cancellationToken);
        }

        using var content = new PartBuffer(tools.Options);
        foreach (var range in part.Ranges)
        {
            if (!await tools.Calls.DownloadAsync(S3Operation.GetObject, range.Source, range.From, range.Count, content, cancellationToken))
            {
                throw new UploadStoreException($"'{range.Source.Key}' is gone since the request began.", isTransient: true);
            }
        }

        return await tools.Calls.UploadAsync(state.Place, state.Name.MultipartId, number, content, cancellationToken);
    }
}
