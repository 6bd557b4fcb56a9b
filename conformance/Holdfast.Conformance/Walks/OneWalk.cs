using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Walks;

/// <summary>One walk that was taken before, to be taken again.</summary>
/// <param name="script">Its steps.</param>
public sealed class OneWalk(WalkScript script) : CaseSource
{
    internal override int CountFor(RunSubject subject) => 1;

    internal override (IReadOnlyList<Case> Cases, string? Nothing) Choose(RunOptions options) =>
        RandomWalks.WhyNot(options.Subject) is { } nothing ? ([], nothing) : ([WalkCase.Of(script)], null);
}
