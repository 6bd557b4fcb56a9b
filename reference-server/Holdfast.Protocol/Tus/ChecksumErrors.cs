namespace Holdfast.Protocol.Tus;

/// <summary>The refusals of the extension checksum. tusd has none of them, so the codes are ours.</summary>
public static class ChecksumErrors
{
    /// <summary>tus 1.0.0, Checksum: 460 when the digests differ; nothing of the body is kept.</summary>
    public static UploadError Mismatch { get; } =
        new("ERR_CHECKSUM_MISMATCH", 460, "The body doesn't match its checksum. Nothing of it is stored: send it again.");

    /// <summary>A checksum was announced for the trailer and didn't come.</summary>
    public static UploadError MissingTrailer { get; } = new(
        "ERR_INVALID_CHECKSUM",
        400,
        "Trailer announced Upload-Checksum, but the trailer has none. Nothing of the body is stored: send it again with its checksum.");

    /// <summary>Header section and trailer name two checksums.</summary>
    public static UploadError Ambiguous { get; } =
        new("ERR_INVALID_CHECKSUM", 400, "Upload-Checksum differs between header section and trailer, one checksum was expected.");

    /// <summary>A checksum in a trailer that wasn't announced, so the body was stored without computing it.</summary>
    public static UploadError UnannouncedTrailer { get; } = new(
        "ERR_INVALID_CHECKSUM",
        400,
        "Upload-Checksum is in a trailer that 'Trailer' didn't announce, so the body wasn't verified. Retrieve the offset with HEAD.");

    /// <summary>Checksums are switched off in this server.</summary>
    public static UploadError Unsupported { get; } =
        new("ERR_CHECKSUM_UNSUPPORTED", 400, "This server doesn't offer 'checksum'. Send the body without Upload-Checksum.");

    /// <summary>tus 1.0.0, Checksum: 400 for an algorithm that isn't offered.</summary>
    public static UploadError UnknownAlgorithm(string name) => new(
        "ERR_UNKNOWN_CHECKSUM_ALGORITHM",
        400,
        $"Checksum algorithm '{name}' isn't offered. OPTIONS lists the offered ones in Tus-Checksum-Algorithm.");

    /// <summary>The value isn't an algorithm and a Base64 digest.</summary>
    public static UploadError Malformed(string value) => new(
        "ERR_INVALID_CHECKSUM", 400, $"Upload-Checksum is '{value}', one algorithm, one space and the Base64 of its digest were expected.");

    /// <summary>A cut body with a checksum, which can't be verified: unlike other cut bodies, nothing of it is kept.</summary>
    public static UploadError Dropped(UploadError cut) =>
        cut with { Message = "The body was cut before its checksum could be verified, so nothing of it is stored. Send it again." };
}
