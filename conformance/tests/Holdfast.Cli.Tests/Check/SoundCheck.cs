using CliWrap.Buffered;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Check;

/// <summary>
/// One whole check of the embedded server by the command, for all tests that only read what comes of it: it takes both cores for ten
/// seconds and more. Other tests run beside it, so fewer cases run at once than a check of its own would take.
/// </summary>
/// <param name="Run">The command's output and exit code.</param>
/// <param name="ReportFiles">The files of the report with their sizes in bytes.</param>
/// <param name="Results">The run's results.</param>
internal sealed record SoundCheck(BufferedCommandResult Run, IReadOnlyDictionary<string, long> ReportFiles, ResultsDocument Results)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    private static readonly Lazy<Task<SoundCheck>> Recorded = new(RunAsync);

    public static Task<SoundCheck> ReadAsync(CancellationToken cancellationToken) => Recorded.Value.WaitAsync(cancellationToken);

    private static async Task<SoundCheck> RunAsync()
    {
        using var report = new TemporaryDirectory();
        using var limit = new CancellationTokenSource(Limit);
        var run = await HoldfastCommand.RunAsync(limit.Token, "check", "--seed", "1", "--parallel", "8", "--report", report.FullName);
        File.Exists(report.At(ReportDirectory.ResultsFile)).ShouldBeTrue(run.StandardOutput + run.StandardError);
        return new SoundCheck(
            run,
            Directory.GetFiles(report.FullName, "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(report.FullName, file), file => new FileInfo(file).Length),
            ResultsDocument.Read(report.At(ReportDirectory.ResultsFile)));
    }
}
