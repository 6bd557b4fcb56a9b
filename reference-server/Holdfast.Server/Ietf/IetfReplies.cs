using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Holdfast.Server.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Server.Ietf;

/// <summary>The words of the draft's answers, version by version.</summary>
internal sealed class IetfReplies(IetfLimits limits)
{
    /// <summary>
    /// The answer to a successful creation or append that leaves the upload incomplete. Draft, Upload-Complete: a response of the protocol
    /// itself has <c>?0</c>.
    /// </summary>
    public UploadReply Taken(IetfRequest request, UploadInfo upload)
    {
        var isCreation = request.Id.Length == 0;
        var reply = UploadReply.Ok(isCreation ? StatusCodes.Status201Created : request.Version.IncompleteAppendStatus);
        reply = WithCompleteness(request, reply, isComplete: false).With(IetfHeaders.UploadOffset, upload.Offset);
        return WithLimits(request, isCreation ? reply.With("Location", LocationOf(request, upload)) : reply, upload);
    }

    /// <summary>Draft, Upload-Complete: the response of the target resource has <c>?1</c>.</summary>
    public static UploadReply Final(IetfRequest request, UploadInfo upload, UploadReply answer)
    {
        var reply = WithCompleteness(request, answer, isComplete: true);
        return request.Version.RequiresOffsetInAnswers ? reply.With(IetfHeaders.UploadOffset, upload.Offset) : reply;
    }

    /// <summary>Draft, Offset Retrieval: offset, completeness, the length when it is known, the limits.</summary>
    public UploadReply Found(IetfRequest request, UploadInfo upload)
    {
        var reply = UploadReply.Ok(StatusCodes.Status204NoContent).With(IetfHeaders.UploadOffset, upload.Offset);
        reply = WithCompleteness(request, reply, upload.IsComplete);
        reply = request.Version.LengthUse != UploadLengthUse.None && upload.Length is { } length
            ? reply.With(IetfHeaders.UploadLength, length) : reply;
        return WithLimits(request, reply, upload);
    }

    /// <summary>A refusal as a problem document.</summary>
    /// <param name="request">The refused request.</param>
    /// <param name="error">Why.</param>
    /// <param name="upload">The upload as it is now; null when there is none, or none any more.</param>
    public UploadReply Refuse(IetfRequest request, UploadError error, UploadInfo? upload = null)
    {
        var isMismatch = error == UploadErrors.MismatchedOffset && upload is not null;
        var reply = UploadReply.Refuse(
            error, UploadProblemTypes.MediaType, ProblemOf(request, error, isMismatch ? upload : null).ToUtf8());
        var transfers = request.Id.Length == 0 || HttpMethods.IsPatch(request.Method);
        reply = transfers && request.Version.SaysIncompleteOnErrors ? WithCompleteness(request, reply, isComplete: false) : reply;
        var isActive = transfers && request.Version.RequiresOffsetInAnswers && upload is { Offset: > 0 };
        reply = isMismatch || isActive ? reply.With(IetfHeaders.UploadOffset, upload!.Offset) : reply;
        reply = isActive && request.Id.Length == 0 ? reply.With("Location", LocationOf(request, upload!)) : reply;
        var isAboutLimits = error.Status == StatusCodes.Status413PayloadTooLarge
            || (request.Version.ExplainsEveryLimit && (error == IetfErrors.UploadTooSmall || error == IetfErrors.AppendTooSmall));
        return isAboutLimits ? WithLimits(request, reply, upload) : reply;
    }

    /// <summary>
    /// The upload's URL: the one of the request that appends, or below the one that creates. Where uploads have a place of their own it is
    /// a path (RFC 9110, 10.2.2): no forged host gets into it.
    /// </summary>
    public static string LocationOf(IetfRequest request, UploadInfo upload)
    {
        var http = request.Context.Request;
        if (request.UploadsPath is { } home)
        {
            return http.PathBase.Add(home).Add("/" + upload.Id).ToUriComponent();
        }

        return request.Id.Length == 0 ? new UploadUrls(http).Locate(upload.Id) : UploadUrls.Of(http);
    }

    private static UploadReply WithCompleteness(IetfRequest request, UploadReply reply, bool isComplete) =>
        reply.With(request.Version.CompletenessField, isComplete != request.Version.SaysIncomplete ? "?1" : "?0");

    private UploadReply WithLimits(IetfRequest request, UploadReply reply, UploadInfo? upload) =>
        request.Version.HasLimits ? reply.With(IetfHeaders.UploadLimit, limits.Field(request.Version, upload)) : reply;

    private static Problem ProblemOf(IetfRequest request, UploadError error, UploadInfo? mismatched)
    {
        var version = request.Version;
        var (type, title) =
            mismatched is not null && version.HasOffsetProblem ? (UploadProblemTypes.MismatchingOffset, "Mismatching upload offset")
            : error == IetfErrors.InconsistentLength && version.HasLengthProblem
                ? (UploadProblemTypes.InconsistentLength, "Inconsistent upload length")
            : error == IetfErrors.CompletedUpload && version.HasCompletedProblem ? (UploadProblemTypes.CompletedUpload, "Completed upload")
            : (null, ReasonPhrases.GetReasonPhrase(error.Status));
        var hasOffsets = type == UploadProblemTypes.MismatchingOffset;
        return new Problem
        {
            Type = type,
            Title = title,
            Status = error.Status,
            Detail = error.Message,
            ExpectedOffset = hasOffsets ? mismatched!.Offset : null,
            ProvidedOffset = hasOffsets ? request.Offset : null,
        };
    }
}
