using System.Globalization;
using Holdfast.Protocol.Checksums;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Refusals;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Tus;

/// <summary>The methods of tus 1.0.0 over the core. Each checks its requirements, asks the core, and words the answer.</summary>
internal sealed class TusHandlers(UploadCore core, UploadOptions options, TusOffer offer)
{
    private readonly Requirements _requirements = new(offer);

    // tus 1.0.0, OPTIONS: 200 or 204 with Tus-Version, Tus-Extension and Tus-Max-Size. 200, because old browsers take nothing else
    // for a preflight.
    public UploadReply Discover()
    {
        var reply = UploadReply.Ok(StatusCodes.Status200OK)
            .With(TusHeaders.Version, TusProtocol.Version)
            .With(TusHeaders.Extension, offer.Extensions);
        reply = offer.Checksum ? reply.With(TusHeaders.ChecksumAlgorithm, string.Join(',', ChecksumAlgorithms.Names)) : reply;
        return options.HasMaxLength ? reply.With(TusHeaders.MaxSize, options.MaxLength) : reply;
    }

    // tus 1.0.0, Creation, POST: 201 with Location. Creation With Upload: the body is appended, the answer has Upload-Offset. A body of
    // another media type is ignored, as in tusd, and the answer says so by its offset.
    public async Task<UploadReply> CreateAsync(TusRequest request, ArrivingBody body)
    {
        if (request.Concat is { IsFinal: true } concat)
        {
            return await ConcatenateAsync(request, concat);
        }

        if (_requirements.Creation(request) is { } error)
        {
            return UploadReply.Refuse(error);
        }

        request.TryGetMetadata(out var metadata);
        var wanted = new NewUpload(request.Number(TusHeaders.UploadLength), metadata?.Text)
        {
            Concat = request.Concat?.Text,
            Request = SourceOf(request),
        };
        using var verification = request.HasOffsetMediaType ? TusChecksum.Begin(request) : null;
        var first = request.HasOffsetMediaType ? new Appending(0, body) { Verification = verification, Request = wanted.Request } : null;
        var outcome = await core.CreateAsync(wanted, first);
        if (outcome is { Upload: { } upload, Error: null } && CameUnchecked(request))
        {
            await core.DiscardAsync(upload.Id);
            outcome = UploadOutcome.Refused(RefusalKind.ChecksumUnannounced);
        }

        return Created(request, outcome, withOffset: request.HasOffsetMediaType || request.HasBody);
    }

    // tus 1.0.0, PATCH: 204 with the new offset; 409 when the offsets differ, and then nothing changes.
    public async Task<UploadReply> AppendAsync(TusRequest request, ArrivingBody body)
    {
        if (_requirements.Append(request) is { } error)
        {
            return UploadReply.Refuse(error);
        }

        request.TryGetNumber(TusHeaders.UploadOffset, out var offset);
        using var verification = TusChecksum.Begin(request);
        var wanted = new Appending(offset, body)
        {
            Length = request.Number(TusHeaders.UploadLength),
            Verification = verification,
            Request = SourceOf(request),
        };
        var outcome = await core.AppendAsync(request.Id, wanted);
        outcome = outcome.Error is null && CameUnchecked(request) ? outcome with { Error = RefusalKind.ChecksumUnannounced } : outcome;
        return Answer(outcome, UploadReply.Ok(StatusCodes.Status204NoContent), outcome.Upload);
    }

    // tus 1.0.0, HEAD: Upload-Offset always, Upload-Length when known, Cache-Control: no-store; metadata as the client gave it.
    // Concatenation: Upload-Concat as received, and no offset while a final upload waits.
    public async Task<UploadReply> FindAsync(TusRequest request)
    {
        var outcome = await core.FindAsync(request.Id, SourceOf(request));
        if (outcome is not { Upload: { } upload, Error: null })
        {
            return Refuse(outcome.Error!);
        }

        var reply = Describe(UploadReply.Ok(StatusCodes.Status200OK), upload);
        reply = upload.Length is { } length ? reply.With(TusHeaders.UploadLength, length)
            : upload.IsFinal ? reply
            : reply.With(TusHeaders.UploadDeferLength, "1");
        return WithText(WithText(reply, TusHeaders.UploadConcat, ConcatOf(request, upload)), TusHeaders.UploadMetadata, upload.Metadata)
            .MergeFields(outcome.Answer);
    }

    // tusd keeps keys of metadata that HTTP can't carry; it is better to leave them out than to answer nothing at all.
    private static UploadReply WithText(UploadReply reply, string header, string? text) =>
        !string.IsNullOrEmpty(text) && FieldText.IsSendable(text) ? reply.With(header, text) : reply;

    // tus 1.0.0, Termination, DELETE: 204, and the upload is gone.
    public async Task<UploadReply> TerminateAsync(TusRequest request)
    {
        var outcome = await core.TerminateAsync(request.Id, SourceOf(request));
        return Answer(outcome, UploadReply.Ok(StatusCodes.Status204NoContent));
    }

    // tus 1.0.0, Concatenation: the final upload is made of the parts that its URLs name, in their order.
    private async Task<UploadReply> ConcatenateAsync(TusRequest request, UploadConcat concat)
    {
        if (_requirements.Final(request) is { } error)
        {
            return UploadReply.Refuse(error);
        }

        var urls = new UploadUrls(request.Context.Request);
        var parts = concat.Parts.Select(url => new PartName(url, urls.IdOf(url) ?? "")).ToList();
        if (parts.FirstOrDefault(part => part.Id.Length == 0) is { Url: { } stranger })
        {
            return UploadReply.Refuse(ConcatenationErrors.UnknownPart(stranger));
        }

        request.TryGetMetadata(out var metadata);
        var wanted = new NewUpload(Length: null, metadata?.Text)
        {
            Concat = concat.Text,
            Parts = parts,
            Request = SourceOf(request),
        };
        return Created(request, await core.ConcatenateAsync(wanted), withOffset: false);
    }

    public static UploadReply Refuse(Refusal refusal) => UploadReply.Refuse(TusWords.Of(refusal));

    private bool CameUnchecked(TusRequest request) => offer.Checksum && TusChecksum.CameUnannounced(request);

    private RequestSource? SourceOf(TusRequest request) => HttpRequestFacts.Of(request.Context, options);

    private UploadReply Created(TusRequest request, UploadOutcome outcome, bool withOffset)
    {
        var reply = UploadReply.Ok(StatusCodes.Status201Created);
        if (outcome is not { Upload: { } upload, Error: null })
        {
            return Answer(outcome, reply);
        }

        reply = reply.With("Location", new UploadUrls(request.Context.Request).Locate(upload.Id));
        return withOffset ? Answer(outcome, reply, upload) : Answer(outcome, WithExpiry(reply, upload));
    }

    // Turns an outcome into the answer, with the upload's state where the answer has it. An observer's additions win.
    private UploadReply Answer(UploadOutcome outcome, UploadReply success, UploadInfo? described = null)
    {
        var reply = outcome.Error is { } refusal ? Refuse(refusal) : success;
        return (described is null ? reply : Describe(reply, described)).Merge(outcome.Answer);
    }

    private UploadReply Describe(UploadReply reply, UploadInfo upload) =>
        WithExpiry(upload.IsWaiting ? reply : reply.With(TusHeaders.UploadOffset, upload.Offset), upload);

    // tus 1.0.0, Expiration: an HTTP-date (RFC 9110, 5.6.7), rounded down to its seconds.
    private UploadReply WithExpiry(UploadReply reply, UploadInfo upload) => offer.Expiration && core.ExpiryOf(upload) is { } expiry
        ? reply.With(TusHeaders.UploadExpires, expiry.ToString("R", CultureInfo.InvariantCulture))
        : reply;

    // tusd keeps the parts' ids only; the uploads of one server are siblings.
    private static string? ConcatOf(TusRequest request, UploadInfo upload)
    {
        var path = request.Context.Request.PathBase.Add(request.Context.Request.Path).ToUriComponent().TrimEnd('/');
        var siblings =
            path.EndsWith($"/{upload.Id}", StringComparison.Ordinal) ? path[..^upload.Id.Length] : path[..(path.LastIndexOf('/') + 1)];
        return upload.Concat ?? (upload.IsPartial ? "partial"
            : upload.IsFinal ? $"final;{string.Join(' ', upload.PartialUploads.Select(part => siblings + part))}"
            : null);
    }
}
