using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Processes;

/// <summary>The cases that do something to a server's process, against servers by their command line, as a user runs them.</summary>
internal static class ProcessSuite
{
    /// <summary>Our own server.</summary>
    public static string Serve { get; } =
        $"dotnet '{Path.Combine(AppContext.BaseDirectory, "holdfast.dll")}' serve -host 127.0.0.1 -port {{port}} -upload-dir {{dir}} -verbose=false";

    /// <summary>@tus/server.</summary>
    public static string Peer { get; } = $"node '{Repository.PathTo("conformance", "peers", "tus-node-server", "server.mjs")}' {{port}} {{dir}}";

    /// <summary>The small server with one defect.</summary>
    public static string Broken(string defect) =>
        $"node '{Repository.PathTo("conformance", "tests", "Holdfast.Cli.Tests", "Processes", "broken-server.mjs")}' {{port}} {{dir}} {defect}";

    public static async Task<ResultsDocument> CheckAsync(string server, CancellationToken cancellationToken, params string[] arguments)
    {
        using var report = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(cancellationToken, ["check", "--start", server, "--report", report.FullName, .. arguments]);
        File.Exists(report.At(ReportDirectory.ResultsFile)).ShouldBeTrue(run.StandardOutput + run.StandardError);
        return ResultsDocument.Read(report.At(ReportDirectory.ResultsFile));
    }

    /// <summary>What is not clean about a case, for a failing test to show.</summary>
    public static string Told(CaseRecord result) =>
        $"{result.Id}: {result.Verdict} {result.Reason} " + string.Join("; ", result.Checks.Where(check => check.Verdict is not (Verdict.Pass or Verdict.Observe))
            .Select(check => $"{check.Subject}: expected {check.Expected}, was {check.Actual} ({string.Join(",", check.Requirements)})"));
}
