namespace Holdfast.Conformance.Engine;

/// <summary>A subject or tool that no longer answers.</summary>
/// <param name="What">The event in words, for example <c>The server died</c>.</param>
/// <param name="How">The evidence.</param>
/// <param name="IsTarget">Whether it is the target, and not a tool between it and the cases.</param>
internal sealed record Death(string What, string How, bool IsTarget = true);
