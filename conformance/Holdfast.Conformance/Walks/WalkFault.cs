namespace Holdfast.Conformance.Walks;

/// <summary>A fault of one transfer.</summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Amount">How much of it: bytes of the body, thousands of bytes a second, or milliseconds; see the kinds.</param>
public sealed record WalkFault(WalkFaultKind Kind, int Amount);
