using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Walks;

/// <summary>Random walks instead of listed cases. The selection's protocol and versions count.</summary>
/// <param name="options">How they are taken.</param>
public sealed class RandomWalks(ChaosOptions options) : CaseSource
{
    internal override int CountFor(RunSubject subject) => 0;

    internal override (IReadOnlyList<Case> Cases, string? Nothing) Choose(RunOptions options) => ([], WhyNot(options.Subject));

    internal override DiscoveryNeeds NeedsOf(IReadOnlyList<Case> chosen, RunOptions options) =>
        new(Creation: options.Selection.Protocol != "ietf", Tus: false, Draft: options.Selection.Protocol != "tus");

    internal override ICaseStream? Open(RunContext run) => new ChaosRun((ServerRunContext)run, options);

    /// <summary>Why nothing can be walked on, in a sentence; <see langword="null"/> when something can.</summary>
    internal static string? WhyNot(RunSubject subject) =>
        subject is RunSubject.Server
            ? null : "Random walks judge a server, and the run is to judge clients. Give the server as the run's subject.";
}
