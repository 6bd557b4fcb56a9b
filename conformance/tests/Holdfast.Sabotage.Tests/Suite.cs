using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Reports.Results;

namespace Holdfast.Sabotage.Tests;

/// <summary>The cases of one protocol against the reference server, sound or with one defect.</summary>
internal static class Suite
{
    /// <summary>The cases that stand on all that a server does, and so would notice most defects, each at its price.</summary>
    private static readonly string[] Scenarios =
        [.. ScenarioCases.All.Select(@case => @case.Id), "tus/resilience/concatenation/**", "ietf/resilience/interim/**"];

    /// <summary>Several defects are asked at once, and the cases that measure time would feel each other's.</summary>
    private const int AtOnce = 8;

    /// <summary>
    /// Waits for three seconds after each of many cuts when one loses something, and shows no more than the scenarios do.
    /// </summary>
    private static readonly string[] CutAgainAndAgain = ["tus/resilience/cut/crumbs", "ietf/resilience/cut/crumbs"];

    /// <summary>
    /// A defect is asked by its own protocol's cases alone, and one of the draft in its own version; the scenarios are asked of those that
    /// only a fault reveals, and nothing else is: a whole matrix is a part of every build. A case that a defect names is asked in any case.
    /// </summary>
    /// <param name="defect">The defect.</param>
    /// <param name="only">The ids of the cases to ask; none means all of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<IReadOnlyList<CaseRecord>> RunAsync(
        Defect defect, IReadOnlyList<string> only, CancellationToken cancellationToken) => RunAsync(
        defect,
        new CaseSelection
        {
            Protocol = defect.Protocol,
            Interop = defect.Protocol == "ietf" ? [defect.Interop] : [],
            Only = only.Count > 0 ? only : defect.Scenarios ? [$"{defect.Protocol}/resilience/**"] : [],
            Except = only.Count > 0 ? [] : [.. (defect.Scenarios ? CutAgainAndAgain : Scenarios).Except(defect.Kills)],
        },
        defect.Scenarios ? TimeSpan.FromSeconds(3) : TimeSpan.FromSeconds(5),
        cancellationToken);

    /// <summary>The sound server, asked by every case of a protocol in every version.</summary>
    public static Task<IReadOnlyList<CaseRecord>> RunSoundAsync(string protocol, CancellationToken cancellationToken) =>
        RunAsync(null, new CaseSelection { Protocol = protocol, Interop = protocol == "ietf" ? CaseSelection.KnownInterop : [] },
            TimeSpan.FromSeconds(5), cancellationToken);

    /// <summary>
    /// Whether a case accuses the server, or could not decide. An extension that is not announced is not tested, which is no accusation.
    /// </summary>
    public static bool IsRed(CaseRecord result) => result.Verdict is not (Verdict.Pass or Verdict.Observe or Verdict.Unsupported);

    /// <summary>Whether a case fails or warns by something else than a requirement that it cites.</summary>
    public static bool AccusesWithoutRequirement(CaseRecord result) => result.Verdict is Verdict.Fail or Verdict.Warn
        && !result.Checks.Any(check => check.Verdict == result.Verdict && check.Requirements.Count > 0);

    /// <summary>The id under which the catalogue has the case, which is how defects name it.</summary>
    public static string IdOf(CaseRecord result) => CaseCatalogue.Find(result.Id)!.CatalogueId;

    private static async Task<IReadOnlyList<CaseRecord>> RunAsync(
        Defect? defect, CaseSelection selection, TimeSpan patience, CancellationToken cancellationToken)
    {
        var directory = Scratch.NewDirectory();
        try
        {
            await using var server = await DefectiveServer.StartAsync(defect, directory.FullName, port: 0, cancellationToken);
            var options = new RunOptions
            {
                Subject = new RunSubject.Server(new Target { Url = server.Url, StallPatience = patience, Patience = patience }),
                Selection = selection,
                Seed = 1,
                Parallel = AtOnce,
            };
            var outcome = await new ConformanceRun(options, CatalogueCases.Source, new SilentObserver()).RunAsync(cancellationToken);
            return outcome.ShouldBeOfType<RunOutcome.Finished>().Results.Cases;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
