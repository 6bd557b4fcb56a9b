namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>A broken invariant: what should have been, what was, and the operations that show it.</summary>
internal sealed record Violation(string Expected, string Actual, params IReadOnlyList<Operation> Operations);
