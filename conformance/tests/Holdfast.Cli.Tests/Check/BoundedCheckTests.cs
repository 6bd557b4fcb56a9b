using AngleSharp.Html.Parser;
using Holdfast.Reports;

namespace Holdfast.Cli.Tests.Check;

/// <summary>Whatever a server sends, a check stays within its memory, its disk and its time, and says what the server did.</summary>
public sealed class BoundedCheckTests
{
    private const long MostMemory = 1L << 30;
    private const long MostDisk = 50_000_000;

    /// <summary>In seconds: for the servers that keep what asks them waiting. The others answer at once.</summary>
    private const string Patience = "2";

    private static IEnumerable<string> Kinds => Hostility.All.Select(kind => kind.Name);

    [Test, CancelAfter(120_000)]
    public async Task A_server_that_sends_without_end_is_named_and_fills_neither_memory_nor_disk(
        [ValueSource(nameof(Kinds))] string name, CancellationToken cancellationToken)
    {
        var kind = Hostility.All.Single(one => one.Name == name);
        using var report = new TemporaryDirectory();
        await using var server = kind.Start();
        var run = await MeasuredCommand.RunAsync(
            cancellationToken, "check", server.Url, "--only", kind.Only, "--patience", Patience, "--report", report.FullName);

        await TestContext.Out.WriteLineAsync(Measured(kind, run, report));
        run.PeakMemory.ShouldBeInRange(1, MostMemory);
        SizeOf(report).ShouldBeInRange(1, MostDisk);
        run.Took.ShouldBeLessThan(TimeSpan.FromSeconds(60 + kind.Takes));
        run.ExitCode.ShouldBeOneOf([Cli.ExitCode.Failed, Cli.ExitCode.Inconclusive], run.Error);
        Words(run.Output).ShouldContain(kind.Sentence);
        using var page =
            await new HtmlParser().ParseDocumentAsync(await File.ReadAllTextAsync(report.At(ReportDirectory.HtmlFile), cancellationToken));
        Words(page.Body!.TextContent).ShouldContain(kind.Sentence);
    }

    [Test, CancelAfter(3_600_000), Explicit("takes minutes for each kind; made for the table of measurements")]
    public async Task A_whole_check_respects_the_same_limits([ValueSource(nameof(Kinds))] string name, CancellationToken cancellationToken)
    {
        var kind = Hostility.All.Single(one => one.Name == name);
        using var report = new TemporaryDirectory();
        await using var server = kind.Start();
        var run = await MeasuredCommand.RunAsync(cancellationToken, "check", server.Url, "--report", report.FullName);

        await TestContext.Out.WriteLineAsync(Measured(kind, run, report));
        run.PeakMemory.ShouldBeInRange(1, MostMemory);
        SizeOf(report).ShouldBeInRange(1, MostDisk);
    }

    private static string Measured(Hostility kind, MeasuredCommand run, TemporaryDirectory report) =>
        $"{kind.Name}: {run.PeakMemory >> 20} MiB, {run.Took.TotalSeconds:0} s, report {SizeOf(report) / 1_000_000.0:0.0} MB, exit "
            + $"{run.ExitCode}";

    private static long SizeOf(TemporaryDirectory directory) =>
        new DirectoryInfo(directory.FullName).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    // As it is read: a terminal and a page break lines where they like.
    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
