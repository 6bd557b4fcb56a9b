namespace Holdfast.Protocol.Ietf;

/// <summary>
/// The differences between one interop version of the draft and its neighbours, as far as messages show them. Behaviour that satisfies
/// every version is not listed here: a retrieval is answered with 204, an unknown upload with 404, a wrong offset with 409 and the right
/// one, a cancellation with 204, an incomplete creation with 201.
/// </summary>
public sealed record InteropVersion
{
    /// <summary>The number in <c>Upload-Draft-Interop-Version</c>.</summary>
    public required int Number { get; init; }

    /// <summary>The drafts that carry the number; for reports and logs.</summary>
    public required string Drafts { get; init; }

    /// <summary><c>Upload-Incomplete</c>, whose value means the opposite, in place of <c>Upload-Complete</c>.</summary>
    public bool SaysIncomplete { get; init; }

    /// <summary>The field that says whether an upload is complete.</summary>
    public string CompletenessField => SaysIncomplete ? IetfHeaders.UploadIncomplete : IetfHeaders.UploadComplete;

    /// <summary>An append without that field ends the upload; otherwise it is refused.</summary>
    public bool CompletesByDefault { get; init; }

    /// <summary>An append has to be of the type <c>application/partial-upload</c>.</summary>
    public bool RequiresMediaType { get; init; }

    /// <summary>Every answer to a creation and an append carries <c>Upload-Offset</c> while the upload is active.</summary>
    public bool RequiresOffsetInAnswers { get; init; }

    /// <summary>HEAD and DELETE with any of the draft's fields but the version are refused with 400.</summary>
    public bool RefusesExtraFields { get; init; }

    /// <summary>GET retrieves the offset as HEAD does.</summary>
    public bool RetrievesByGet { get; init; }

    /// <summary>Where <c>Upload-Length</c> is known.</summary>
    public UploadLengthUse LengthUse { get; init; }

    /// <summary>The key in <c>Upload-Limit</c> for the time that is left; null when the version has no limits.</summary>
    public string? LifetimeKey { get; init; }

    /// <summary>The version has <c>Upload-Limit</c>.</summary>
    public bool HasLimits => LifetimeKey is not null;

    /// <summary>The limits have to be in the announcing 104, in the answer to an incomplete creation and in that to a retrieval.</summary>
    public bool RequiresLimits { get; init; }

    /// <summary>Every refusal because of a limit carries the limits; otherwise only 413 does.</summary>
    public bool ExplainsEveryLimit { get; init; }

    /// <summary>The limits of an append also hold for the content of a creation; otherwise only for appends.</summary>
    public bool LimitsContentOfCreation { get; init; }

    /// <summary>The status of an append that was taken and doesn't end the upload.</summary>
    public required int IncompleteAppendStatus { get; init; }

    /// <summary>Refused appends say that they didn't complete the upload, 409 among them.</summary>
    public bool SaysIncompleteOnErrors { get; init; }

    /// <summary>The request that completes is answered as the target answers, with any status; otherwise with 2xx.</summary>
    public bool AnswersAsTarget { get; init; }

    /// <summary>Content beyond the length ends the upload resource; otherwise only the request is refused.</summary>
    public bool ExcessKills { get; init; }

    /// <summary>A completing request has to reach the known length with the content that arrived.</summary>
    public bool RequiresWholeLength { get; init; }

    /// <summary>An append to a complete upload is refused; otherwise the final response may be given again.</summary>
    public bool RefusesAfterCompletion { get; init; }

    /// <summary>The draft specifies digests; otherwise only RFC 9530 does.</summary>
    public bool HasDigests { get; init; }

    /// <summary>A wrong offset is reported by the problem type <c>mismatching-upload-offset</c>.</summary>
    public bool HasOffsetProblem { get; init; }

    /// <summary>A wrong length is reported by the problem type <c>inconsistent-upload-length</c>.</summary>
    public bool HasLengthProblem { get; init; }

    /// <summary>An append to a complete upload is reported by the problem type <c>completed-upload</c>.</summary>
    public bool HasCompletedProblem { get; init; }

    /// <summary>
    /// 104 may report progress, by <c>Upload-Offset</c> and without <c>Location</c>; otherwise it only announces the upload.
    /// </summary>
    public bool TellsProgress { get; init; }
}
