using Holdfast.Protocol.Tus;

namespace Holdfast.Server;

/// <summary>What a request must bring before anything is done. All of it is decided from the header section.</summary>
internal static class Requirements
{
    /// <summary>tus 1.0.0, Creation: Upload-Length or Upload-Defer-Length. In tusd's order, an unoffered deferral is told first.</summary>
    public static IReadOnlyList<Requirement> Creation { get; } = [NoDeferredLength, NoConcatenation, PlainLength, Metadata, CreationBody];

    /// <summary>tus 1.0.0, PATCH: the media type, then the offset.</summary>
    public static IReadOnlyList<Requirement> Append { get; } = [OffsetMediaType, PlainOffset, NoLength];

    /// <summary>The first demand that <paramref name="request"/> doesn't meet, or null.</summary>
    public static UploadError? FirstUnmet(this IReadOnlyList<Requirement> requirements, TusRequest request) =>
        requirements.Select(requirement => requirement(request)).FirstOrDefault(error => error is not null);

    private static UploadError? NoDeferredLength(TusRequest request) =>
        request.Has(TusHeaders.UploadDeferLength) ? UploadErrors.DeferLengthUnsupported : null;

    // An ordinary upload in place of a final one would be complete without the parts' bytes.
    private static UploadError? NoConcatenation(TusRequest request) =>
        request.Has(TusHeaders.UploadConcat) ? UploadErrors.ConcatenationUnsupported : null;

    private static UploadError? PlainLength(TusRequest request) =>
        request.TryGetNumber(TusHeaders.UploadLength, out _) ? null : UploadErrors.InvalidLength(request.Text(TusHeaders.UploadLength));

    private static UploadError? Metadata(TusRequest request) => request.TryGetMetadata(out _) ? null : UploadErrors.InvalidMetadata;

    // tus 1.0.0, Creation With Upload: the Content-Type must be that of PATCH. tusd drops any other body without a word.
    private static UploadError? CreationBody(TusRequest request) =>
        request.HasBody && !request.HasOffsetMediaType ? UploadErrors.InvalidContentType : null;

    private static UploadError? OffsetMediaType(TusRequest request) =>
        request.HasOffsetMediaType ? null : UploadErrors.InvalidContentType;

    private static UploadError? PlainOffset(TusRequest request) =>
        request.TryGetNumber(TusHeaders.UploadOffset, out _) ? null : UploadErrors.InvalidOffset(request.Text(TusHeaders.UploadOffset));

    // tus 1.0.0, Creation: once set, the length doesn't change; no upload here begins without one.
    private static UploadError? NoLength(TusRequest request) =>
        request.Has(TusHeaders.UploadLength) ? UploadErrors.LengthIsSettled : null;
}
