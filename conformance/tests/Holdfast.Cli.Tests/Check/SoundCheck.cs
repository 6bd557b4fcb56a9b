using CliWrap.Buffered;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Check;

/// <summary>
/// One whole check of the embedded server by the command, for all tests that only read what comes of it: it takes both cores for ten seconds
/// and more. Other tests run beside it, so fewer cases run at once than a check of its own would take.
/// </summary>
internal sealed record SoundCheck(BufferedCommandResult Run, IReadOnlyList<string?> ReportFiles, ResultsDocument Results)
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
            [.. Directory.GetFiles(report.FullName).Select(Path.GetFileName)],
            ResultsDocument.Read(report.At(ReportDirectory.ResultsFile)));
    }
}
