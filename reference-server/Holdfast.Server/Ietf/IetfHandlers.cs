using Holdfast.Protocol.Ietf;
using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Refusals;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Holdfast.Server.Tus;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Ietf;

/// <summary>The draft's requests over the core. Each handler checks the request, calls the core and words the answer.</summary>
internal sealed class IetfHandlers(
    UploadCore core, UploadOptions options, IetfOptions ietf, IetfLimits limits, IetfReplies replies, IUploadTarget target)
{
    // Draft, Upload Creation.
    public async Task<UploadReply?> CreateAsync(IetfRequest request, ArrivingBody body)
    {
        var completes = request.Completes == true;
        var length = request.LengthFrom(0, completes);
        if (RefusalOf(request, 0, completes) is { } refusal)
        {
            return Refuse(request, refusal);
        }

        var wanted = new NewUpload(length, IetfMetadata.Of(request))
        {
            Completion = UploadCompletion.Awaited,
            Request = SourceOf(request),
            Exchange = request.Exchange,
            ReprDigest = ReprDigests.Asked(request, IetfHeaders.ReprDigest),
            WantReprDigest = ReprDigests.Asked(request, IetfHeaders.WantReprDigest),
        };
        return await TransferAsync(request, body, 0, completes, first => core.CreateAsync(wanted, first));
    }

    // Draft, Upload Append: the media type, the offset, then whether the content is the last.
    public async Task<UploadReply?> AppendAsync(IetfRequest request, ArrivingBody body)
    {
        if (request is { Version.RequiresMediaType: true, HasPartialUploadType: false })
        {
            return replies.Refuse(request, IetfErrors.InvalidContentType).With("Accept-Patch", IetfProtocol.PartialUploadMediaType);
        }

        if (request.Offset is not { } offset)
        {
            return replies.Refuse(request, IetfErrors.InvalidOffset);
        }

        if (request is { Completes: null, Version.CompletesByDefault: false })
        {
            return replies.Refuse(request, IetfErrors.InvalidCompleteness);
        }

        var completes = request.Completes ?? true;
        return await TransferAsync(request, body, offset, completes, next => core.AppendAsync(request.Id, next));
    }

    // Draft, Offset Retrieval.
    public async Task<UploadReply> FindAsync(IetfRequest request)
    {
        var outcome = await core.FindAsync(request.Id, SourceOf(request));
        return outcome is { Upload: { } upload, Error: null }
            ? replies.Found(request, upload).MergeFields(outcome.Answer)
            : Refuse(request, outcome.Error!);
    }

    // Draft, Upload Cancellation: 204 satisfies every version.
    public async Task<UploadReply> TerminateAsync(IetfRequest request)
    {
        var outcome = await core.TerminateAsync(request.Id, SourceOf(request));
        var reply = outcome.Error is { } refusal ? Refuse(request, refusal) : UploadReply.Ok(StatusCodes.Status204NoContent);
        return reply.Merge(outcome.Answer);
    }

    private RequestSource? SourceOf(IetfRequest request) => HttpRequestFacts.Of(request.Context, options);

    private UploadReply Refuse(IetfRequest request, Refusal refusal) => replies.Refuse(request, IetfWords.Of(refusal, upload: null));

    private async Task<UploadReply?> TransferAsync(
        IetfRequest request, ArrivingBody body, long offset, bool completes, Func<Appending, Task<UploadOutcome>> transfer)
    {
        // An append's length is judged after the upload's offset and length.
        if (request.Id.Length > 0 && limits.RefusalOf(request, length: null, completes) is { } refusal)
        {
            return Refuse(request, refusal);
        }

        using IBodyVerification? verification =
            ContentDigest.Begin(request, options) ?? (IBodyVerification?)SmallestContent.Begin(request, limits, completes, options);
        var digests = new ReprDigests(options, request.Version);
        UploadReply? final = null;
        var outcome = await transfer(Describe(request, body, offset, completes, digests) with
        {
            Verification = verification,
            Completed = async (whole, isNew, scope) =>
                final = isNew ? await target.ProcessAsync(request, whole, scope) : target.Recall(request, whole),
        });
        if (outcome is { Upload: { } upload, Error: null })
        {
            var reply = upload.IsComplete ? final : replies.Taken(request, upload);
            reply = digests.Answer is { } answer ? reply?.With(IetfHeaders.ReprDigest, answer) : reply;
            return reply?.Merge(outcome.Answer);
        }

        var isGone = Ends(request, outcome.Error!);
        return replies.Refuse(request, IetfWords.Of(outcome.Error!, outcome.Upload), isGone ? null : outcome.Upload).Merge(outcome.Answer);
    }

    private Appending Describe(IetfRequest request, ArrivingBody body, long offset, bool completes, ReprDigests digests)
    {
        var interims = new IetfInterims(request, limits, options.TimeProvider, ietf.ProgressInterval);
        return new Appending(offset, body)
        {
            Request = SourceOf(request),
            Length = request.LengthFrom(offset, completes),
            Completes = completes,
            MaxContent = limits.MaxContentOf(request),
            Demand = upload => RefusalOf(request, offset, completes, upload),
            Inspect = async (upload, stop) => limits.RefusalOfWhole(upload.Offset) ?? await digests.InspectAsync(upload, stop),
            EndsUpload = error => Ends(request, error),
            Announce = request.Id.Length == 0 ? interims.Announce : null,
            Progress = request.Version.TellsProgress ? interims.Tell : null,
        };
    }

    private Refusal? RefusalOf(IetfRequest request, long offset, bool completes) =>
        !request.IsConsistentFrom(offset, completes) ? RefusalKind.InconsistentLength
        : limits.RefusalOf(request, request.LengthFrom(offset, completes), completes);

    // Draft: after the completion nothing is appended; the answer to an empty last append may be given again, where a version doesn't
    // forbid it.
    private Refusal? RefusalOf(IetfRequest request, long offset, bool completes, UploadInfo upload) =>
        upload.IsComplete && (request.Version.RefusesAfterCompletion || !completes) ? RefusalKind.Completed
        : upload.Length is { } known && request.EndFrom(offset) > known ? RefusalKind.SizeExceeded
        : RefusalOf(request, offset, completes);

    // Draft, Upload Append: content beyond the length makes the upload invalid. RFC 9530: content that doesn't match its digest must not be
    // used.
    private static bool Ends(IetfRequest request, Refusal refusal) =>
        refusal == RefusalKind.DigestMismatch || (refusal == RefusalKind.SizeExceeded && request.Version.ExcessKills);
}
