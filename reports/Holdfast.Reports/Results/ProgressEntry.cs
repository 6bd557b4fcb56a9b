namespace Holdfast.Reports.Results;

/// <summary>An offset that an interim response reported.</summary>
/// <param name="AtMs">Milliseconds since the case began.</param>
/// <param name="Offset">The offset.</param>
public sealed record ProgressEntry(double AtMs, long Offset);
