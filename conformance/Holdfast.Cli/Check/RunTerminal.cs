using Holdfast.Conformance.Engine;
using Holdfast.Reports;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;
using Spectre.Console;

namespace Holdfast.Cli.Check;

/// <summary>Shows a run in a terminal, live where there is a person and as plain lines where there is a log.</summary>
internal abstract class RunTerminal(IAnsiConsole console)
{
    protected IAnsiConsole Terminal => console;

    public static RunTerminal ForConsole() => For(AnsiConsole.Console);

    public static RunTerminal For(IAnsiConsole console) =>
        console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal ? new LiveTerminal(console) : new PlainTerminal(console);

    /// <summary>Runs <paramref name="run"/> and shows how it goes.</summary>
    public abstract Task<RunOutcome> FollowAsync(Func<IRunObserver, Task<RunOutcome>> run);

    /// <summary>Says what came of it: what needs attention first, the verdict and the report last, where the eye is.</summary>
    /// <param name="document">The run.</param>
    /// <param name="report">Where its report is.</param>
    /// <param name="exitCode">What the process will end with.</param>
    /// <param name="replays">Command lines that are copied from here, and so must not be broken into lines.</param>
    public void Conclude(ResultsDocument document, string report, int exitCode, params IEnumerable<string> replays)
    {
        console.WriteLine();
        var attention = document.Cases.Where(result => VerdictWords.NeedingAttention.Contains(result.Verdict) || result.Baseline is { Stale.Count: > 0 })
            .OrderBy(result => VerdictWords.MostUrgentFirst.ToList().IndexOf(result.Verdict)).ThenBy(result => result.Id, StringComparer.Ordinal);
        foreach (var result in attention)
        {
            ShowCase(result);
            console.WriteLine();
        }

        foreach (var line in RunNotes.Of(document))
        {
            Say(line);
        }

        foreach (var line in replays)
        {
            console.Profile.Out.Writer.WriteLine(line);
        }

        console.Write(new Text(Headline.Of(document), new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        console.Write(new Text($"Report: {Shorten(report)}"));
        console.WriteLine();
        if (Meaning(exitCode, document) is { } meaning)
        {
            console.Write(new Text($"Exit code {exitCode}: {meaning}"));
            console.WriteLine();
        }
    }

    /// <summary>Says one more thing about the run.</summary>
    public void Say(string line)
    {
        console.Write(new Text(line));
        console.WriteLine();
    }

    protected static string Selected(RunRecord run) => run.Chaos is { } walks ? VisibleText.Of(walks) : $"{run.Selected} of {run.Known} cases";

    protected static Style StyleOf(Verdict verdict) => verdict switch
    {
        Verdict.Pass => new Style(Color.Green),
        Verdict.Fail or Verdict.Harness => new Style(Color.Red, decoration: Decoration.Bold),
        Verdict.Warn => new Style(Color.Yellow),
        Verdict.Inconclusive => new Style(Color.Fuchsia),
        _ => new Style(Color.Grey),
    };

    private void ShowCase(CaseRecord result)
    {
        console.Write(new Text(result.Verdict.ToWord().PadRight(VerdictWidth), StyleOf(result.Verdict)));
        console.WriteLine(VisibleText.Of(result.Id) + (result.IsKnown ? " (known)" : ""));
        foreach (var line in Lines(result))
        {
            console.Write(new Padder(new Text(Cut(line))).Padding(VerdictWidth, 0, 0, 0));
        }
    }

    /// <summary>The longest verdict, "inconclusive", and a blank.</summary>
    protected const int VerdictWidth = 13;

    /// <summary>What deciding checks say; a terminal is for the first few, the report has all.</summary>
    private static IEnumerable<string> Lines(CaseRecord result)
    {
        const int Shown = 3;
        var deciding = CaseSentence.Deciding(result).Select(CheckSentence.Of).Distinct().ToList();
        if (result.Reason is { } reason)
        {
            yield return VisibleText.Of(reason);
        }

        foreach (var line in BaselineSentence.Of(result))
        {
            yield return line;
        }

        foreach (var line in deciding.Take(Shown))
        {
            yield return line;
        }

        if (deciding.Count > Shown)
        {
            yield return $"and {deciding.Count - Shown} more";
        }
    }

    // A long value is for the report; here it would push everything else out of sight.
    private static string Cut(string line) => line.Length <= 240 ? line : string.Concat(line.AsSpan(0, 240), " …");

    private static string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string? Meaning(int exitCode, ResultsDocument document) => exitCode switch
    {
        ExitCode.Failed when document.Summary.Stale > 0 => "the baseline lists what no longer fails.",
        ExitCode.Failed => "a check failed.",
        ExitCode.Inconclusive => "an outcome is unknown, so nothing is promised.",
        ExitCode.NothingRun => "nothing was judged: the target offers none of what was selected.",
        ExitCode.Internal => "Holdfast itself failed in a case; please report it.",
        _ => null,
    };
}
