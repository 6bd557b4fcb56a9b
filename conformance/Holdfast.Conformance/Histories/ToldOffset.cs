namespace Holdfast.Conformance.Histories;

/// <summary>An offset that an interim response told while its request ran.</summary>
internal readonly record struct ToldOffset(TimeSpan At, long Offset);
