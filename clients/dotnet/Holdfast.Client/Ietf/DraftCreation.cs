using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using Holdfast.Client.Exchanges;
using Holdfast.Client.Uploads;
using Holdfast.Protocol.Ietf;

namespace Holdfast.Client.Ietf;

/// <summary>One creation request: what its interim responses said, and what follows when it has no final one.</summary>
[SuppressMessage("Design", "CA1001",
    Justification = "A source without a timer holds nothing, and the connection may use it after the request.")]
internal sealed class DraftCreation(UploadJob job, InteropVersion version)
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The upload's URL, when a 104 announced it.</summary>
    public Uri? Url { get; private set; }

    /// <summary>Completes when the URL is in the store.</summary>
    public Task Kept { get; private set; } = Task.CompletedTask;

    /// <summary>The limits of the 104; null if there were none.</summary>
    public DraftLimits? Limits { get; private set; }

    /// <summary>Is cancelled when the limits make the request useless.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Whether a response is a 104 of this version; others are ignored (draft, Draft Version Identification).</summary>
    public static bool IsOfDraft(ResponseHead head, InteropVersion version) =>
        head.Status == IetfProtocol.UploadResumptionSupported && DraftFields.Speaks(head[IetfHeaders.InteropVersion], version);

    /// <summary>The name of the file (draft, Upload Creation: disposition type inline); null if there is none.</summary>
    public static string? Disposition(UploadRequest request) => (request.FileName ?? request.Source.Name) is { } name
        ? new ContentDispositionHeaderValue("inline") { FileNameStar = name }.ToString()
        : null;

    /// <summary>
    /// Whether a creation that was refused with this status may be sent again. A server that failed (5xx) may have the content of an
    /// optimistic creation; one that is busy has not looked at it.
    /// </summary>
    public static bool IsRepeatable(int status, bool isOptimistic, UploadJob job) => Statuses.IsTransient(status)
        && (!isOptimistic || job.Url is not null || status is 429 or 503 || job.Options.RepeatCreation);

    public void OnInterim(ResponseHead head, UploadBody body)
    {
        if (!IsOfDraft(head, version))
        {
            return;
        }

        Limits = DraftLimits.Parse(head[IetfHeaders.UploadLimit], version) ?? Limits;
        if (Url is null && UploadUrl.Resolve(job.Request.Endpoint, head["Location"]) is { } url)
        {
            // Kept at once: the process may end before the request does.
            Url = url;
            job.Expires = Limits?.ExpiresAt(job.Options.TimeProvider) ?? job.Expires;
            Kept = job.NameAsync(url, CancellationToken.None);
        }

        if (DraftFields.Offset(head[IetfHeaders.UploadOffset]) is { } offset)
        {
            job.Acknowledge(offset);
        }

        // A creation that is larger than an append may be is stopped; its content then follows in appends. Up to interop version 8, these
        // limits are for appends only.
        var length = body.Count ?? 0;
        if (Url is not null && (length > Limits?.MaxSize || (version.LimitsContentOfCreation && length > Limits?.MaxAppendSize)))
        {
            _stopping.Cancel();
        }
    }

    /// <summary>No final response came. Without a 104, an optimistic creation is not resumable (draft, Upload Strategies).</summary>
    public Step WithoutResponse(Reply reply, bool isOptimistic) =>
        !isOptimistic || Url is not null || !reply.MayHaveArrived || job.Options.RepeatCreation
            ? Statuses.Failed("The creation (POST)", reply, job.Options.TimeProvider)
            : throw job.Error(
                UploadFailure.OutcomeUnknown,
                $"{Statuses.Problem("The creation (POST)", reply)}, and the server had not announced a resumable upload. "
                    + "It may have the content. Set RepeatCreation if it may be sent twice, or create uploads without content.");
}
