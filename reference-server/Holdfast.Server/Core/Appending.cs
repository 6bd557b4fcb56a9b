namespace Holdfast.Server;

/// <summary>What a client asks for when it appends.</summary>
/// <param name="Offset">Where it believes the upload to be.</param>
/// <param name="Body">The bytes.</param>
internal sealed record Appending(long Offset, ArrivingBody Body)
{
    /// <summary>The length that the request declares; null when it declares none.</summary>
    public long? Length { get; init; }

    /// <summary>The checksum that the body has to match; null when it has none.</summary>
    public BodyVerification? Verification { get; init; }
}
