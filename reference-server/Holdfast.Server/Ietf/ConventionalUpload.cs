using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Refusals;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Holdfast.Server.Tus;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Ietf;

/// <summary>
/// A creation by a client of an unknown version: an ordinary request, whose content is stored completely or not at all. Nothing in the
/// response offers resumption (draft, Draft Version Identification, and Feature Detection).
/// </summary>
internal sealed class ConventionalUpload(UploadCore core, UploadOptions options, IetfLimits limits)
{
    public async Task<UploadReply> StoreAsync(IetfRequest request, ArrivingBody body)
    {
        var length = request.ContentLength;
        if (length is not null && limits.RefusalOfWhole(length.Value) is { } refusal)
        {
            return Refuse(refusal);
        }

        var wanted = new NewUpload(length, IetfMetadata.Of(request))
        {
            Completion = UploadCompletion.Awaited,
            Request = HttpRequestFacts.Of(request.Context, options),
        };
        var outcome = await core.CreateAsync(wanted, new Appending(0, body)
        {
            Request = wanted.Request,
            Completes = true,
            EndsUpload = _ => true,
            Inspect = (upload, _) => Task.FromResult(limits.RefusalOfWhole(upload.Offset)),
        });
        var reply = outcome is { Upload: { } upload, Error: null }
            ? UploadReply.Ok(StatusCodes.Status201Created).With("Location", new UploadUrls(request.Context.Request).Locate(upload.Id))
            : Refuse(outcome.Error!);
        return reply.Merge(outcome.Answer);
    }

    private static UploadReply Refuse(Refusal refusal) => UploadReply.Refuse(IetfWords.OfOrdinary(refusal));
}
