using System.CommandLine;
using Holdfast.Cli.Check;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Processes;

/// <summary>
/// The cases that do something to a server's process, against servers by their command line. Only the servers are processes: a process of
/// the check itself would compute for two seconds each time before its first case.
/// </summary>
internal static class ProcessSuite
{
    /// <summary>Our own server.</summary>
    public static string Serve { get; } =
        $"dotnet '{Path.Combine(AppContext.BaseDirectory, "holdfast.dll")}' serve -host 127.0.0.1 -port {{port}} -upload-dir {{dir}} "
            + "-verbose=false";

    /// <summary>@tus/server.</summary>
    public static string Peer { get; } =
        $"node '{Repository.PathTo("conformance", "peers", "tus-node-server", "server.mjs")}' {{port}} {{dir}}";

    /// <summary>The small server with one defect.</summary>
    public static string Broken(string defect) =>
        $"node '{Repository.PathTo("conformance", "tests", "Holdfast.Cli.Tests", "Processes", "broken-server.mjs")}' {{port}} {{dir}} "
            + $"{defect}";

    public static async Task<ResultsDocument> CheckAsync(string server, CancellationToken cancellationToken, params string[] arguments)
    {
        var check = Read(["--start", server, .. arguments]);
        await using var host = await TargetHosts.StartAsync(
            check.Start, check.Url, check.ContentDirectory, cancellationToken, storeAddress: check.StoreAddress);
        var outcome = await new ConformanceRun(
            new CheckSession(check).OptionsFor(host), CatalogueCases.Source, new SilentObserver()).RunAsync(cancellationToken);
        return outcome.ShouldBeOfType<RunOutcome.Finished>().Results;
    }

    private static CheckArguments Read(string[] arguments)
    {
        var options = new CheckOptions();
        var command = new Command("check");
        options.AddTo(command);
        var parsed = command.Parse(arguments);
        parsed.Errors.Select(error => error.Message).ShouldBeEmpty();
        return options.Read(parsed);
    }

    /// <summary>Describes the deviations of a case for the message of a failing test.</summary>
    public static string Describe(CaseRecord result) =>
        $"{result.Id}: {result.Verdict} {result.Reason} "
            + string.Join("; ", result.Checks.Where(check => check.Verdict is not (Verdict.Pass or Verdict.Observe))
            .Select(check => $"{check.Subject}: expected {check.Expected}, was {check.Actual} ({string.Join(",", check.Requirements)})"));
}
