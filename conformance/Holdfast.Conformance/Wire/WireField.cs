namespace Holdfast.Conformance.Wire;

/// <summary>One field line, exactly as sent or received.</summary>
internal readonly record struct WireField(string Name, string Value);
