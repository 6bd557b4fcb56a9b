using Holdfast.Protocol.Tus;

namespace Holdfast.Server.Tus;

/// <summary>The conditions that a request's header section must meet before anything is done.</summary>
internal sealed class Requirements
{
    private readonly TusOffer _offer;
    private readonly Requirement[] _creation;
    private readonly Requirement[] _final;
    private readonly Requirement[] _append;

    public Requirements(TusOffer offer)
    {
        _offer = offer;
        _creation = [Concatenation, DeferredLength, PlainLength, Metadata, Checksum];
        _final = [Concatenation, Metadata, NoBody];
        _append = [OffsetMediaType, PlainOffset, PlainDeclaration, Checksum];
    }

    /// <summary>
    /// tus 1.0.0, Creation: Upload-Length or Upload-Defer-Length. As in tusd, a deferral that isn't offered is reported first.
    /// </summary>
    public UploadError? Creation(TusRequest request) => FirstUnmet(_creation, request);

    /// <summary>tus 1.0.0, Concatenation: a final upload takes no bytes, and a length of its own is ignored, as in tusd.</summary>
    public UploadError? Final(TusRequest request) => FirstUnmet(_final, request);

    /// <summary>tus 1.0.0, PATCH: the media type, then the offset.</summary>
    public UploadError? Append(TusRequest request) => FirstUnmet(_append, request);

    private static UploadError? FirstUnmet(Requirement[] requirements, TusRequest request) =>
        requirements.Select(requirement => requirement(request)).FirstOrDefault(error => error is not null);

    private UploadError? DeferredLength(TusRequest request) =>
        !request.Has(TusHeaders.UploadDeferLength) ? null
        : !_offer.DeferredLength ? UploadErrors.DeferLengthUnsupported
        : request.Has(TusHeaders.UploadLength) ? UploadErrors.AmbiguousLength
        : request.Text(TusHeaders.UploadDeferLength) != "1" ? UploadErrors.InvalidDeferLength(request.Text(TusHeaders.UploadDeferLength))
        : null;

    private static UploadError? PlainLength(TusRequest request) =>
        request.Has(TusHeaders.UploadDeferLength) ? null : PlainNumber(request);

    // An ordinary upload in place of a final one would be complete without the parts' bytes.
    private UploadError? Concatenation(TusRequest request) =>
        !request.Has(TusHeaders.UploadConcat) ? null
        : !_offer.Concatenation ? UploadErrors.ConcatenationUnsupported
        : request.Concat is null ? ConcatenationErrors.Invalid(request.Text(TusHeaders.UploadConcat))
        : null;

    private static UploadError? Metadata(TusRequest request) => request.TryGetMetadata(out _) ? null : UploadErrors.InvalidMetadata;

    // tus 1.0.0, Concatenation: the bytes of a final upload are its parts'. A body that isn't of the upload's is ignored, as at any
    // creation.
    private static UploadError? NoBody(TusRequest request) =>
        request.HasBody && request.HasOffsetMediaType ? UploadErrors.ModifyFinal : null;

    // An ignored checksum would be a broken promise, so it is refused where it isn't offered.
    private UploadError? Checksum(TusRequest request) =>
        TusChecksum.IsClaimed(request) && !_offer.Checksum ? ChecksumErrors.Unsupported
        : TusChecksum.Check(request) is { } refusal ? TusWords.Of(refusal)
        : null;

    private static UploadError? OffsetMediaType(TusRequest request) =>
        request.HasOffsetMediaType ? null : UploadErrors.InvalidContentType;

    private static UploadError? PlainOffset(TusRequest request) =>
        request.TryGetNumber(TusHeaders.UploadOffset, out _) ? null : UploadErrors.InvalidOffset(request.Text(TusHeaders.UploadOffset));

    private static UploadError? PlainDeclaration(TusRequest request) =>
        request.Has(TusHeaders.UploadLength) ? PlainNumber(request) : null;

    private static UploadError? PlainNumber(TusRequest request) =>
        request.TryGetNumber(TusHeaders.UploadLength, out _) ? null : UploadErrors.InvalidLength(request.Text(TusHeaders.UploadLength));
}
