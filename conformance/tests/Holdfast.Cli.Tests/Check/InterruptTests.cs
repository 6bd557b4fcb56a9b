using Holdfast.Conformance.Catalogue;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Check;

/// <summary>Ctrl-C.</summary>
public sealed class InterruptTests
{
    private const string CaseLine = "{\"type\":\"case\"";

    private static int Quick => CaseCatalogue.All.Count(one => one.Id.StartsWith("tus/core/options/", StringComparison.Ordinal));

    [Test]
    [CancelAfter(60_000)]
    public async Task It_leaves_a_valid_partial_report(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();

        // The stall case takes the embedded server's timeout of two seconds; the others are done long before.
        using var command = RunningCommand.Start(
            "check", "--only", "tus/core/options", "--only", "tus/resilience/stall/until-timeout", "--report", report.FullName);
        await command.LineAsync("Checking ", cancellationToken);

        // The last line may be half written, so lines are counted and not read.
        var results = report.At(ReportDirectory.ResultsFile);
        while (File.ReadLines(results).Count(line => line.StartsWith(CaseLine, StringComparison.Ordinal)) < Quick)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        var code = await command.InterruptAsync(cancellationToken);

        code.ShouldBe(ExitCode.Inconclusive);
        command.Output.ShouldContain(line => line.StartsWith("Exit code 2", StringComparison.Ordinal));
        var document = ResultsDocument.Read(report.At(ReportDirectory.ResultsFile));
        document.Summary.Interrupted.ShouldBeTrue();
        document.Cases.Select(result => result.Id).ShouldAllBe(id => id.StartsWith("tus/core/options", StringComparison.Ordinal));
        document.Summary.Total.ShouldBe(Quick);
        (await File.ReadAllTextAsync(report.At(ReportDirectory.HtmlFile), cancellationToken)).ShouldContain("interrupted");
    }
}
