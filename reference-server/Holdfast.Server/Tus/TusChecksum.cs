using Holdfast.Protocol.Checksums;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Checksums;
using Holdfast.Server.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Server.Tus;

/// <summary>
/// Finds <c>Upload-Checksum</c> in the header section or the trailer. A trailer counts when <c>Trailer</c> announces it (RFC 9110,
/// 6.6.2), in any letter case: only then the bytes can be kept from sight until it comes. On HTTP/1.1 it needs a chunked body.
/// </summary>
internal static class TusChecksum
{
    /// <summary>The request brings a checksum or says that one will come.</summary>
    public static bool IsClaimed(TusRequest request) => request.Has(TusHeaders.UploadChecksum) || IsAnnounced(request);

    /// <summary>Refuses a wrong checksum field in the header section; null when it is valid or missing.</summary>
    public static Refusal? Check(TusRequest request) => request.Has(TusHeaders.UploadChecksum) ? InHeader(request).Error : null;

    /// <summary>Begins to verify the body, if it has a checksum that <see cref="Check"/> found nothing wrong with.</summary>
    public static BodyVerification? Begin(TusRequest request)
    {
        if (!IsClaimed(request))
        {
            return null;
        }

        var inHeader = request.Has(TusHeaders.UploadChecksum) ? InHeader(request) : (ChecksumClaim?)null;
        IEnumerable<string> algorithms = inHeader is { Checksum: { } checksum } ? [checksum.Algorithm] : ChecksumAlgorithms.Names;
        return new BodyVerification(
            [.. algorithms.Select(name => ChecksumAlgorithms.Begin(name)!)],
            () => IsAnnounced(request) ? InTrailer(request, inHeader) : inHeader!.Value);
    }

    /// <summary>A checksum came after a body although the header section had not announced it.</summary>
    public static bool CameUnannounced(TusRequest request) => !IsClaimed(request) && TrailerLines(request).Count > 0;

    private static ChecksumClaim InHeader(TusRequest request) =>
        ChecksumClaim.Read(request.Context.Request.Headers[TusHeaders.UploadChecksum]);

    private static ChecksumClaim InTrailer(TusRequest request, ChecksumClaim? inHeader)
    {
        var lines = TrailerLines(request);
        if (lines.Count == 0)
        {
            return ChecksumClaim.Refused(RefusalKind.ChecksumMissing);
        }

        var claim = ChecksumClaim.Read(lines);
        var agree = claim.Error is not null || inHeader is null || inHeader.Value.Agrees(claim);
        return agree ? claim : ChecksumClaim.Refused(RefusalKind.ChecksumAmbiguous);
    }

    private static StringValues TrailerLines(TusRequest request)
    {
        var http = request.Context.Request;
        var lines = http.SupportsTrailers() && http.CheckTrailersAvailable() ? http.GetTrailer(TusHeaders.UploadChecksum) : default;
        return lines.ToString().Length > 0 ? lines : default;
    }

    private static bool IsAnnounced(TusRequest request) =>
        request.Has("Trailer")
        && request.Text("Trailer").Split(',', StringSplitOptions.TrimEntries)
            .Contains(TusHeaders.UploadChecksum, StringComparer.OrdinalIgnoreCase);
}
