using Holdfast.Client.Exchanges;
using Holdfast.Client.Uploads;
using Holdfast.Protocol;
using Holdfast.Protocol.Ietf;

namespace Holdfast.Client.Ietf;

/// <summary>draft-ietf-httpbis-resumable-upload for one upload, in one interop version.</summary>
internal sealed class DraftUpload(UploadJob job, InteropVersion version) : IUploadProtocol
{
    private DraftLimits _limits = DraftLimits.None;
    private bool _isCareful = job.Options.Creation == UploadCreation.Empty;

    public async Task<Step> CreateAsync(CancellationToken cancellationToken)
    {
        // Content whose first bytes may be gone when the 104 comes late cannot be sent in one request.
        var length = job.Reader.Length;
        var isOptimistic = !_isCareful && (job.Reader.IsRandomAccess || length <= job.Reader.Window(0));
        var creation = new DraftCreation(job, version);
        List<(string, string)> fields = [VersionField, (version.CompletenessField, DraftFields.Text(isOptimistic))];
        if (length is { } known && version.LengthUse != UploadLengthUse.None)
        {
            fields.Add((IetfHeaders.UploadLength, WireNumber.Format(known)));
        }

        if (DraftCreation.Disposition(job.Request) is { } disposition)
        {
            fields.Add(("Content-Disposition", disposition));
        }

        var body = isOptimistic ? new UploadBody(job.Reader, 0, length) { Sent = job.Sent } : UploadBody.Empty(job.Reader);
        job.IsLengthDeclared = length is not null;
        job.IsCompletionSent = isOptimistic;
        var call = new UploadCall(HttpMethod.Post, job.Request.Endpoint)
        {
            Fields = fields,
            Body = body,
            ContentType = job.Request.ContentType,
            Interim = head => creation.OnInterim(head, body),
            Stop = creation.Stopping,
            Patience = isOptimistic ? job.Options.CompletionTimeout : job.Options.StallTimeout,
        };
        Reply reply;
        try
        {
            reply = await job.Transport.SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await creation.Kept.ConfigureAwait(false);
        }

        Learn(creation.Limits);
        await EnforceMaxSizeAsync(cancellationToken).ConfigureAwait(false);
        return reply.Response is { } response
            ? await CreatedAsync(reply, response, isOptimistic, cancellationToken).ConfigureAwait(false)
            : creation.WithoutResponse(reply, isOptimistic);
    }

    public async Task<Step> RetrieveAsync(CancellationToken cancellationToken)
    {
        // Draft, Upload-Limit, max-age: up to interop version 9, a client should not access the resource afterwards. Later texts let it
        // probe.
        if (job.IsExpired && version.Number <= 9)
        {
            return new Step.Gone("The upload has expired");
        }

        var reply = await SendAsync(HttpMethod.Head, [], body: null, job.Options.StallTimeout, cancellationToken).ConfigureAwait(false);
        if (reply.Response is not { Status: >= 200 and < 300 } response)
        {
            return reply.Response is { Status: 404 or 410 } ? Gone("HEAD", reply) : Refused("HEAD", reply);
        }

        // Draft, Offset Retrieval: without a valid offset the client may retry the retrieval.
        if (DraftFields.Offset(response[IetfHeaders.UploadOffset]) is not { } offset)
        {
            return new Step.Failed(
                $"HEAD was answered with {response.Status} and Upload-Offset '{response[IetfHeaders.UploadOffset]}'", response);
        }

        if (DraftFields.Length(response[IetfHeaders.UploadLength]) is { } length && job.Reader.Length is { } own && own != length)
        {
            return job.IsResumed && job.Request.UploadUrl is null
                ? new Step.Gone($"The upload on the server has {length} bytes instead of {own}", response)
                : throw job.Error(
                    UploadFailure.ProtocolViolation, $"The upload on the server has {length} bytes, but the content has {own}.", response);
        }

        Learn(DraftLimits.Parse(response[IetfHeaders.UploadLimit], version));
        await EnforceMaxSizeAsync(cancellationToken).ConfigureAwait(false);
        await job.MoveToAsync(offset, cancellationToken).ConfigureAwait(false);
        return DraftFields.Complete(response[IetfHeaders.UploadComplete]) != true ? new Step.Advanced()
            : await CompletedBeforeAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<Step> AppendAsync(CancellationToken cancellationToken)
    {
        var start = job.Offset!.Value;
        var body = await BodyAsync(start, cancellationToken).ConfigureAwait(false);
        var isLast = body.Count is { } count && start + count == job.Reader.Length;
        job.IsCompletionSent |= isLast;
        job.Meter.Report(UploadState.Sending, isUrgent: false);
        var reply = await AppendAsync(body, start, isLast, cancellationToken).ConfigureAwait(false);
        if (reply.Response is not { } response)
        {
            return Refused("PATCH", reply);
        }

        if (IsOfTarget(response, isLast))
        {
            return Completed(response);
        }

        Learn(DraftLimits.Parse(response[IetfHeaders.UploadLimit], version));
        if (response.Status is >= 200 and < 300)
        {
            return await AppendedAsync(response, body, cancellationToken).ConfigureAwait(false);
        }

        // Draft, Retry: 413 may be retried after adapting to the limits.
        return response.Status switch
        {
            404 or 410 => Gone("PATCH", reply),
            413 when body.Count > _limits.MaxAppendSize => Statuses.Failed("PATCH", reply, job.Options.TimeProvider),
            _ => Refused("PATCH", reply),
        };
    }

    private (string, string) VersionField => (IetfHeaders.InteropVersion, WireNumber.Format(version.Number));

    private async Task<Step> CreatedAsync(Reply reply, UploadResponse response, bool isOptimistic, CancellationToken cancellationToken)
    {
        if (IsOfTarget(response, isOptimistic))
        {
            return Completed(response);
        }

        Learn(DraftLimits.Parse(response[IetfHeaders.UploadLimit], version));
        if (response.Status == 413 && isOptimistic && job.Url is null && !(job.Reader.Length <= _limits.MaxAppendSize))
        {
            // The content is too large for one request, and may not be for several.
            _isCareful = _limits.MaxAppendSize is not null && !(job.Reader.Length > _limits.MaxSize);
            if (_isCareful)
            {
                return Statuses.Failed("The creation (POST)", reply, job.Options.TimeProvider);
            }
        }

        if (response.Status is < 200 or >= 300)
        {
            return DraftCreation.IsRepeatable(response.Status, isOptimistic, job)
                ? Statuses.Failed("The creation (POST)", reply, job.Options.TimeProvider)
                : Refused("The creation (POST)", reply, isFinal: job.Url is null);
        }

        if (job.Url is null)
        {
            await job.NameAsync(
                UploadUrl.Resolve(reply.Url, response["Location"]) ?? throw job.Error(
                    UploadFailure.ProtocolViolation,
                    $"The creation was answered with {response.Status} and Location '{response["Location"]}', but a URL is required. "
                        + "The endpoint may not support resumable uploads.", response),
                cancellationToken).ConfigureAwait(false);
        }

        await job.KeepAsync(cancellationToken).ConfigureAwait(false);
        await EnforceMaxSizeAsync(cancellationToken).ConfigureAwait(false);
        if (!isOptimistic || DraftFields.Offset(response[IetfHeaders.UploadOffset]) is not null)
        {
            await job.MoveToAsync(DraftFields.Offset(response[IetfHeaders.UploadOffset]) ?? 0, cancellationToken).ConfigureAwait(false);
        }

        return new Step.Advanced();
    }

    // A 2xx that does not complete the upload. Its offset wins over the one that the content implies.
    private async Task<Step> AppendedAsync(UploadResponse response, UploadBody body, CancellationToken cancellationToken)
    {
        var implied = body.Count is { } count ? body.Start + count : (long?)null;
        if ((DraftFields.Offset(response[IetfHeaders.UploadOffset]) ?? implied) is not { } offset
            || offset < body.Start || (offset == body.Start && body.Start != job.Reader.Length))
        {
            return new Step.Failed(
                $"PATCH from {body.Start} on was answered with {response.Status} and Upload-Offset "
                    + $"'{response[IetfHeaders.UploadOffset]}'",
                response);
        }

        var isDone = job.IsCompletionSent && offset == body.Start;
        await job.MoveToAsync(offset, cancellationToken).ConfigureAwait(false);

        // The server says that an empty '?1' at the end did not complete the upload: another at once would not, either.
        return isDone ? new Step.Failed($"The last PATCH was answered with {response.Status} and Upload-Complete ?0", response)
            : new Step.Advanced();
    }

    // The server has completed the upload, and its response was lost. Later versions let the server give it again, to an empty append.
    private async Task<Step> CompletedBeforeAsync(CancellationToken cancellationToken)
    {
        if (version.RefusesAfterCompletion || job.Offset != job.Reader.Length)
        {
            return new Step.Completed(null);
        }

        var reply = await AppendAsync(UploadBody.Empty(job.Reader), job.Offset!.Value, isLast: true, cancellationToken)
            .ConfigureAwait(false);
        return reply.Response is { } response && DraftFields.Complete(response[IetfHeaders.UploadComplete]) == true
            ? Completed(response)
            : new Step.Completed(null);
    }

    private async Task<UploadBody> BodyAsync(long start, CancellationToken cancellationToken)
    {
        // Draft, Upload-Limit: a request has no more than max-append-size and, unless it is the last, no less than min-append-size.
        var window = job.Reader.Window(start);
        var most = Math.Min(Math.Min(job.Options.ChunkSize ?? long.MaxValue, _limits.MaxAppendSize ?? long.MaxValue), window);
        most = Math.Max(most, Math.Min(_limits.MinAppendSize ?? 0, window));
        var body = new UploadBody(job.Reader, start, null) { Most = most, Sent = job.Sent };
        if (job.Reader.Length is { } length)
        {
            body = body with { Count = Math.Min(most, length - start) };
        }
        else if (_limits.MinAppendSize > 0)
        {
            // Only with the bytes in hand is it certain that there are enough, or that they are the last.
            body = body with
            {
                Count = await UploadBodies.MeasureAsync(job.Reader, start, most, checksum: null, cancellationToken).ConfigureAwait(false),
            };
        }

        return body.Count < _limits.MinAppendSize && start + body.Count != job.Reader.Length
            ? throw job.Error(
                UploadFailure.LimitExceeded,
                $"The server wants {_limits.MinAppendSize} bytes in each request, but only {body.Count} can be kept of the stream. "
                    + "Raise StreamBufferSize.")
            : body;
    }

    private Task<Reply> AppendAsync(UploadBody body, long start, bool isLast, CancellationToken cancellationToken)
    {
        List<(string, string)> fields =
            [(IetfHeaders.UploadOffset, WireNumber.Format(start)), (version.CompletenessField, DraftFields.Text(isLast))];
        if (!job.IsLengthDeclared && version.LengthUse == UploadLengthUse.CreationAndAppend && job.Reader.Length is { } length)
        {
            fields.Add((IetfHeaders.UploadLength, WireNumber.Format(length)));
        }

        return SendAsync(
            HttpMethod.Patch, fields, body, isLast ? job.Options.CompletionTimeout : job.Options.StallTimeout, cancellationToken);
    }

    private Task<Reply> SendAsync(
        HttpMethod method, IEnumerable<(string, string)> fields, UploadBody? body, TimeSpan patience,
        CancellationToken cancellationToken) =>
        job.Transport.SendAsync(
            new UploadCall(method, job.Url!)
            {
                Fields = [VersionField, .. fields],
                Body = body,
                ContentType = body is null ? null : IetfProtocol.PartialUploadMediaType,
                Patience = patience,
                Interim = head =>
                {
                    if (DraftCreation.IsOfDraft(head, version) && DraftFields.Offset(head[IetfHeaders.UploadOffset]) is { } offset)
                    {
                        job.Acknowledge(offset);
                    }
                },
            },
            cancellationToken);

    // '?1' says so. Without the field, a 2xx to '?1' does, too: the server may not know the protocol (issue 3484 of the draft).
    private static bool IsOfTarget(UploadResponse response, bool isLast) => DraftFields.Complete(response[IetfHeaders.UploadComplete])
        ?? (isLast && response.Status is >= 200 and < 300);

    // Draft, Upload-Complete: the target's own response ends the upload, whatever its status.
    private Step.Completed Completed(UploadResponse response) => response.Status is >= 200 and < 300
        ? new Step.Completed(response)
        : throw job.Error(
            UploadFailure.Refused, $"{Statuses.Problem("The upload", new Reply(job.Request.Endpoint, response))}. It is complete.",
            response);

    private void Learn(DraftLimits? limits)
    {
        if (limits is not null)
        {
            _limits = limits;
            job.Expires = limits.ExpiresAt(job.Options.TimeProvider) ?? job.Expires;
        }
    }

    // Draft, Upload-Limit: when the limits make it impossible to go on, the client stops and cancels the upload.
    private async Task EnforceMaxSizeAsync(CancellationToken cancellationToken)
    {
        if (job.Reader.Length is not { } length || !(length > _limits.MaxSize))
        {
            return;
        }

        if (job.Url is not null)
        {
            await SendAsync(HttpMethod.Delete, [], body: null, job.Options.StallTimeout, cancellationToken).ConfigureAwait(false);
            await job.ForgetAsync(cancellationToken).ConfigureAwait(false);
        }

        throw job.Error(
            UploadFailure.LimitExceeded, $"The content has {length} bytes, but the server accepts at most {_limits.MaxSize} (max-size).");
    }

    // A server may remove the upload as soon as it is complete, and nothing then tells whether it is.
    private Step.Gone Gone(string action, Reply reply) => job.MayBeComplete
        ? throw job.Error(
            UploadFailure.OutcomeUnknown,
            $"{Statuses.Problem(action, reply)} after all content was sent and the response was lost. The server may have completed the "
                + "upload.",
            reply.Response)
        : new Step.Gone(Statuses.Problem(action, reply), reply.Response);

    private Step.Failed Refused(string action, Reply reply, bool isFinal = false)
    {
        if (reply.Response is not { } response || (Statuses.IsTransient(response.Status) && !isFinal))
        {
            return Statuses.Failed(action, reply, job.Options.TimeProvider);
        }

        throw job.Error(
            response.Status == 413 ? UploadFailure.LimitExceeded : UploadFailure.Refused, $"{Statuses.Problem(action, reply)}.", response);
    }
}
