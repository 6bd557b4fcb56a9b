using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Reports.Results;

namespace Holdfast.Sabotage.Tests;

/// <summary>The cases of one protocol against the reference server, sound or with one defect.</summary>
internal static class Suite
{
    /// <summary>A defect is asked by its own protocol's cases alone, and one of the draft in its own version: a whole matrix is a part of every build.</summary>
    public static Task<IReadOnlyList<CaseRecord>> RunAsync(Defect defect, CancellationToken cancellationToken) =>
        RunAsync(defect, new CaseSelection { Protocol = defect.Protocol, Interop = defect.Protocol == "ietf" ? [defect.Interop] : [] }, cancellationToken);

    /// <summary>The sound server, asked by every case of a protocol in every version.</summary>
    public static Task<IReadOnlyList<CaseRecord>> RunSoundAsync(string protocol, CancellationToken cancellationToken) =>
        RunAsync(null, new CaseSelection { Protocol = protocol, Interop = protocol == "ietf" ? CaseSelection.KnownInterop : [] }, cancellationToken);

    /// <summary>Whether a case accuses the server, or could not come to a verdict. What is not announced is not asked for, and that accuses nobody.</summary>
    public static bool IsRed(CaseRecord result) => result.Verdict is not (Verdict.Pass or Verdict.Observe or Verdict.Unsupported);

    /// <summary>The id under which the catalogue has the case, which is how defects name it.</summary>
    public static string IdOf(CaseRecord result) => CaseCatalogue.Find(result.Id)!.CatalogueId;

    private static async Task<IReadOnlyList<CaseRecord>> RunAsync(Defect? defect, CaseSelection selection, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-sabotage-");
        try
        {
            await using var server = await DefectiveServer.StartAsync(defect, directory.FullName, port: 0, cancellationToken);
            var options = new RunOptions
            {
                Target = new Target { Url = server.Url, StallPatience = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(5) },
                Selection = selection,
                Seed = 1,
                DialsDirectly = true,
            };
            var outcome = await new ConformanceRun(options, new SilentObserver()).RunAsync(cancellationToken);
            return outcome.ShouldBeOfType<RunOutcome.Finished>().Results.Cases;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
