namespace Holdfast.Server.S3.Parts;

/// <summary>A range of a partial upload's object.</summary>
/// <param name="Source">The object.</param>
/// <param name="From">Its first byte.</param>
/// <param name="Count">How many bytes.</param>
internal sealed record SourceRange(S3Place Source, long From, long Count);
