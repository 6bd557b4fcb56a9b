namespace Holdfast.Conformance.Engine;

/// <summary>What no longer answers.</summary>
/// <param name="What">What became of what, for example <c>The server died</c>.</param>
/// <param name="How">How that shows.</param>
/// <param name="IsTarget">Whether it is the target, and not a tool between it and the cases.</param>
internal sealed record Death(string What, string How, bool IsTarget = true);
