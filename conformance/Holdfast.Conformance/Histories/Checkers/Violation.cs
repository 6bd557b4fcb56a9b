namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>A broken invariant: expected and actual result, and the operations that show it.</summary>
internal sealed record Violation(string Expected, string Actual, params IReadOnlyList<Operation> Operations);
