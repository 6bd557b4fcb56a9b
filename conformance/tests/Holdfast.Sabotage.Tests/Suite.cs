using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Reports.Results;

namespace Holdfast.Sabotage.Tests;

/// <summary>The whole suite against the reference server with one defect.</summary>
internal static class Suite
{
    public static async Task<IReadOnlyList<CaseRecord>> RunAsync(Defect? defect, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-sabotage-");
        try
        {
            await using var server = await DefectiveServer.StartAsync(defect, directory.FullName, port: 0, cancellationToken);
            var options = new RunOptions
            {
                Target = new Target { Url = server.Url, StallPatience = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(5) },
                // The defects are of tus; the draft has its own.
                Selection = new CaseSelection { Protocol = "tus" },
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

    /// <summary>Whether a case accuses the server, or could not come to a verdict. What is not announced is not asked for, and that accuses nobody.</summary>
    public static bool IsRed(CaseRecord result) => result.Verdict is not (Verdict.Pass or Verdict.Observe or Verdict.Unsupported);
}
