using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Wire.Serving;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>Runs cases of the catalogue against a server of a test.</summary>
internal static class Runs
{
    /// <summary>Several tests run at once, and the cases that measure time would feel each other's.</summary>
    private const int AtOnce = 8;

    public static RunOptions Options(ScriptedServer server, params string[] only) => new()
    {
        Subject = new RunSubject.Server(new Target
        {
            Url = server.Url,
            TrustAnyCertificate = true,
            StallPatience = TimeSpan.FromMilliseconds(200),
            Patience = TimeSpan.FromSeconds(6),
        }),
        Selection = new CaseSelection { Protocol = "tus", Only = only },
        Seed = 42,
        Parallel = AtOnce,
    };

    public static async Task<ResultsDocument> FinishAsync(
        RunOptions options, CancellationToken token, IRunObserver? observer = null, CaseSource? source = null)
    {
        var run = new ConformanceRun(options, source ?? CatalogueCases.Source, observer ?? new SilentObserver());
        return (await run.RunAsync(token)).ShouldBeOfType<RunOutcome.Finished>().Results;
    }

    public static async Task<CaseRecord> OneAsync(TinyTus tus, string id, CancellationToken token)
    {
        await using var server = tus.Start();
        return (await FinishAsync(Options(server, id), token)).Cases.ShouldHaveSingleItem();
    }

    /// <summary>Describes the deviations of a case for the message of a failing test.</summary>
    public static string Describe(CaseRecord result) =>
        $"{result.Id}: {result.Verdict} {result.Reason}\n  "
            + string.Join("\n  ", result.Checks.Where(check => check.Verdict > Verdict.Pass)
            .Select(check => $"{check.Verdict} {check.Subject}: expected {check.Expected}, was {check.Actual} "
                + $"({string.Join(",", check.Requirements)})"));
}
