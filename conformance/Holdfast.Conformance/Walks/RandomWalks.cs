using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Walks;

/// <summary>Random walks instead of listed cases. The selection's protocol and versions count.</summary>
/// <param name="options">How they are taken.</param>
public sealed class RandomWalks(ChaosOptions options) : CaseSource
{
    internal override int CountFor(RunSubject subject) => 0;

    internal override (IReadOnlyList<Case> Cases, string? Nothing) Choose(RunOptions options) => ([], null);

    internal override DiscoveryNeeds NeedsOf(IReadOnlyList<Case> chosen, RunOptions options) =>
        new(Creation: options.Selection.Protocol != "ietf", Tus: false, Draft: options.Selection.Protocol != "tus");

    internal override ICaseStream? Open(RunContext run) => new ChaosRun((ServerRunContext)run, options);
}
