namespace Holdfast.Server.S3.Parts;

/// <summary>A part of a concatenation.</summary>
/// <param name="Ranges">Its bytes, in order. One range is copied on S3; several are downloaded and sent as one.</param>
internal sealed record PlannedPart(IReadOnlyList<SourceRange> Ranges)
{
    /// <summary>Its bytes.</summary>
    public long Size => Ranges.Sum(range => range.Count);
}
