using Holdfast.Client.Exchanges;
using Holdfast.Client.Uploads;
using Holdfast.Protocol;
using Holdfast.Protocol.Checksums;
using Holdfast.Protocol.Tus;

namespace Holdfast.Client.Tus;

/// <summary>tus 1.0.0 for one upload, or for one part of a concatenated one.</summary>
internal sealed class TusUpload(UploadJob job, TusServers servers, bool isPart) : IUploadProtocol
{
    // A server drops the whole content of a request whose checksum does not arrive or does not match (tus 1.0.0, Checksum).
    private const long ChunkWithChecksum = 8 * 1024 * 1024;

    // Waiting for 100 costs a round trip, which for less content takes longer than sending it in vain.
    private const long ContentWorthAsking = 64 * 1024;

    private readonly long? _chunk = job.Options.ChunkSize ?? (job.Options.Checksum is null ? null : ChunkWithChecksum);

    public async Task<Step> CreateAsync(CancellationToken cancellationToken)
    {
        var server = TusServer.Unknown;
        if (job.Options.Creation == UploadCreation.WithContent || job.Options.Checksum is not null || job.Reader.Length is null || isPart)
        {
            var (asked, failed) = await servers.AskAsync(job, cancellationToken).ConfigureAwait(false);
            if (failed is not null)
            {
                return failed;
            }

            server = asked!;
            RequireExtensions(server);
        }

        var length = job.Reader.Length;
        var fields = new List<(string, string)>
        {
            TusWords.Version,
            length is { } known ? (TusHeaders.UploadLength, WireNumber.Format(known)) : (TusHeaders.UploadDeferLength, "1"),
        };
        if (isPart)
        {
            fields.Add((TusHeaders.UploadConcat, "partial"));
        }
        else if (TusWords.Metadata(job.Request) is { } metadata)
        {
            fields.Add((TusHeaders.UploadMetadata, metadata));
        }

        UploadBody? body = null;
        var withContent =
            job.Options.Creation == UploadCreation.WithContent && length != 0 && server.Offers(TusProtocol.CreationWithUpload);
        if (withContent)
        {
            body = await BodyAsync(0, fields, cancellationToken).ConfigureAwait(false);
            job.Meter.Report(UploadState.Sending);
        }

        var reply = await job.Transport.SendAsync(
            new UploadCall(HttpMethod.Post, job.Request.Endpoint)
            {
                Fields = fields,
                Body = body,
                ContentType = withContent ? TusProtocol.OffsetMediaType : null,
                ExpectsContinue = withContent && !(body!.Count < ContentWorthAsking),
                Patience = body is null ? job.Options.StallTimeout : Patience(body),
            },
            cancellationToken).ConfigureAwait(false);
        return reply.Response is { Status: >= 200 and < 300 } response
            ? await CreatedAsync(reply, response, withContent, cancellationToken).ConfigureAwait(false)
            : Refused("The creation (POST)", reply);
    }

    public async Task<Step> RetrieveAsync(CancellationToken cancellationToken)
    {
        // tus 1.0.0, Expiration: Upload-Expires says whether resuming makes sense.
        if (job.IsExpired)
        {
            return new Step.Gone("The upload has expired");
        }

        var reply = await SendAsync(HttpMethod.Head, [], body: null, job.Options.StallTimeout, cancellationToken).ConfigureAwait(false);
        if (reply.Response is not { Status: >= 200 and < 300 } response)
        {
            // tus 1.0.0, HEAD: an upload that is not found is answered with 404, 410 or 403.
            return reply.Response is { Status: 403 or 404 or 410 }
                ? new Step.Gone(Statuses.Problem("HEAD", reply), reply.Response)
                : Refused("HEAD", reply);
        }

        if (!WireNumber.TryParse(response[TusHeaders.UploadOffset], out var offset))
        {
            throw job.Error(
                UploadFailure.ProtocolViolation,
                $"HEAD was answered with {response.Status} and Upload-Offset '{response[TusHeaders.UploadOffset]}', but a number is "
                    + "required.",
                response);
        }

        job.IsLengthDeclared = WireNumber.TryParse(response[TusHeaders.UploadLength], out var length);
        if (job.IsLengthDeclared && job.Reader.Length is { } own && own != length)
        {
            return job.IsResumed && job.Request.UploadUrl is null
                ? new Step.Gone($"The upload on the server has {length} bytes instead of {own}", response)
                : throw job.Error(
                    UploadFailure.ProtocolViolation, $"The upload on the server has {length} bytes, but the content has {own}.", response);
        }

        await RememberExpiryAsync(response, cancellationToken).ConfigureAwait(false);
        await job.MoveToAsync(offset, cancellationToken).ConfigureAwait(false);
        return IsComplete ? new Step.Completed(response) : new Step.Advanced();
    }

    public async Task<Step> AppendAsync(CancellationToken cancellationToken)
    {
        var start = job.Offset!.Value;
        var fields = new List<(string, string)> { (TusHeaders.UploadOffset, WireNumber.Format(start)) };
        var body = await BodyAsync(start, fields, cancellationToken).ConfigureAwait(false);

        // tus 1.0.0, Upload-Defer-Length: the client sends the length as soon as it knows it.
        var declares = !job.IsLengthDeclared && job.Reader.Length is not null;
        if (declares)
        {
            fields.Add((TusHeaders.UploadLength, WireNumber.Format(job.Reader.Length!.Value)));
        }

        job.Meter.Report(UploadState.Sending, isUrgent: false);
        var reply = await SendAsync(HttpMethod.Patch, fields, body, Patience(body), cancellationToken).ConfigureAwait(false);
        if (reply.Response is not { Status: >= 200 and < 300 } response)
        {
            return reply.Response is { Status: 404 or 410 }
                ? new Step.Gone(Statuses.Problem("PATCH", reply), reply.Response)
                : Refused("PATCH", reply);
        }

        job.IsLengthDeclared |= declares;
        if (!WireNumber.TryParse(response[TusHeaders.UploadOffset], out var offset)
            || offset < start || (offset == start && body.Count > 0))
        {
            return new Step.Failed(
                $"PATCH from {start} on was answered with {response.Status} and Upload-Offset '{response[TusHeaders.UploadOffset]}'",
                response);
        }

        await RememberExpiryAsync(response, cancellationToken).ConfigureAwait(false);
        await job.MoveToAsync(offset, cancellationToken).ConfigureAwait(false);
        return IsComplete ? new Step.Completed(response) : new Step.Advanced();
    }

    private bool IsComplete => job.IsLengthDeclared && job.Offset == job.Reader.Length;

    private void RequireExtensions(TusServer server)
    {
        var needed = (Name: "", Option: "");
        if (job.Reader.Length is null && server.Lacks(TusProtocol.CreationDeferLength))
        {
            needed = (TusProtocol.CreationDeferLength, "Give the length of the stream");
        }
        else if (job.Options.Checksum is { } checksum)
        {
            needed = server.Lacks(TusProtocol.Checksum) ? (TusProtocol.Checksum, "Remove the option Checksum")
                : server.LacksAlgorithm(checksum.Algorithm) ? ($"the checksum algorithm {checksum.Algorithm}", "Use another algorithm")
                : checksum.Placement == ChecksumPlacement.Trailer && server.Lacks(TusProtocol.ChecksumTrailer)
                    ? (TusProtocol.ChecksumTrailer, "Send the checksum in the header section")
                : needed;
        }

        if (needed.Name.Length > 0)
        {
            throw job.Error(UploadFailure.NotSupported, $"The server does not offer '{needed.Name}'. {needed.Option}.");
        }

        if (job.Reader.Length > server.MaxSize)
        {
            throw job.Error(
                UploadFailure.LimitExceeded,
                $"The content has {job.Reader.Length} bytes, but the server accepts at most {server.MaxSize}.");
        }
    }

    private async Task<Step> CreatedAsync(Reply reply, UploadResponse response, bool withContent, CancellationToken cancellationToken)
    {
        if (UploadUrl.Resolve(reply.Url, response["Location"]) is not { } url)
        {
            throw job.Error(
                UploadFailure.ProtocolViolation,
                $"The creation was answered with {response.Status} and Location '{response["Location"]}', but a URL is required.",
                response);
        }

        job.IsLengthDeclared = job.Reader.Length is not null;
        job.Expires = HttpDate.Parse(response[TusHeaders.UploadExpires]);
        if (job.Reader.Length == 0)
        {
            // tus 1.0.0, Creation: an upload of length 0 is complete after its creation.
            job.Name(url);
            await job.MoveToAsync(0, cancellationToken).ConfigureAwait(false);
            return new Step.Completed(response);
        }

        await job.NameAsync(url, cancellationToken).ConfigureAwait(false);
        if (!withContent)
        {
            await job.MoveToAsync(0, cancellationToken).ConfigureAwait(false);
        }
        else if (WireNumber.TryParse(response[TusHeaders.UploadOffset], out var offset))
        {
            await job.MoveToAsync(offset, cancellationToken).ConfigureAwait(false);
        }

        return IsComplete ? new Step.Completed(response) : new Step.Advanced();
    }

    // The next content, with its checksum where the header section has it.
    private async Task<UploadBody> BodyAsync(long start, List<(string Name, string Value)> fields, CancellationToken cancellationToken)
    {
        var most = Math.Min(_chunk ?? long.MaxValue, job.Reader.Window(start));
        long? count = job.Reader.Length is { } length ? Math.Min(most, length - start) : null;
        var body = new UploadBody(job.Reader, start, count) { Most = most, Sent = job.Sent };
        if (job.Options.Checksum is not { } options)
        {
            return body;
        }

        RunningChecksum Begin() => ChecksumAlgorithms.Begin(options.Algorithm)!;
        if (options.Placement == ChecksumPlacement.Trailer)
        {
            return body with { Trailer = Begin };
        }

        using var checksum = Begin();
        var measured = await UploadBodies.MeasureAsync(job.Reader, start, most, checksum, cancellationToken).ConfigureAwait(false);
        fields.Add((TusHeaders.UploadChecksum, $"{options.Algorithm} {Convert.ToBase64String(checksum.Finish())}"));
        return body with { Count = measured };
    }

    private TimeSpan Patience(UploadBody body) => body.Count is null || body.Start + body.Count == job.Reader.Length
        ? job.Options.CompletionTimeout
        : job.Options.StallTimeout;

    private Task<Reply> SendAsync(
        HttpMethod method, IEnumerable<(string, string)> fields, UploadBody? body, TimeSpan patience,
        CancellationToken cancellationToken) =>
        job.Transport.SendAsync(
            new UploadCall(method, job.Url!)
            {
                Fields = [TusWords.Version, .. fields],
                Body = body,
                ContentType = body is null ? null : TusProtocol.OffsetMediaType,
                Patience = patience,
            },
            cancellationToken);

    private async Task RememberExpiryAsync(UploadResponse response, CancellationToken cancellationToken)
    {
        if (HttpDate.Parse(response[TusHeaders.UploadExpires]) is { } expires && expires != job.Expires)
        {
            job.Expires = expires;
            await job.KeepAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Step.Failed Refused(string action, Reply reply)
    {
        if (reply.Response is not { } response || Statuses.IsTransient(response.Status))
        {
            return Statuses.Failed(action, reply, job.Options.TimeProvider);
        }

        var (reason, advice) = response.Status switch
        {
            412 => (UploadFailure.NotSupported, $"The server speaks other versions of tus: '{response[TusHeaders.Version]}'"),
            413 => (UploadFailure.LimitExceeded, "The server or a proxy accepts only smaller uploads or, with ChunkSize, smaller requests"),
            _ => (UploadFailure.Refused, "The server will refuse it again"),
        };
        throw job.Error(reason, $"{Statuses.Problem(action, reply)}. {advice}.", response);
    }
}
