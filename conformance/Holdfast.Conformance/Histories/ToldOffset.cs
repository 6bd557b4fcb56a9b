namespace Holdfast.Conformance.Histories;

/// <summary>An offset that an interim response reported.</summary>
internal readonly record struct ToldOffset(TimeSpan At, long Offset);
