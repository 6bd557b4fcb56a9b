using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Reports.Findings;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;
using Spectre.Console;

namespace Holdfast.Cli.Check;

/// <summary>Shows a run: live in a terminal, as plain lines in a log.</summary>
internal abstract class RunTerminal(IAnsiConsole console)
{
    /// <summary>The longest label, "inconclusive", and a blank.</summary>
    protected const int LabelWidth = 13;

    /// <summary>The lines that fit on a screen with the first line of the run; the report has everything.</summary>
    private const int Lines = 10;

    /// <summary>So many findings are shown however much else there is to say.</summary>
    private const int LeastFindings = 3;

    protected IAnsiConsole Terminal => console;

    public static RunTerminal ForConsole(TimeProvider time) => For(AnsiConsole.Console, time);

    public static RunTerminal For(IAnsiConsole console, TimeProvider time) =>
        console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? new LiveTerminal(console) : new PlainTerminal(console, time);

    /// <summary>Runs <paramref name="run"/> and shows its progress.</summary>
    public abstract Task<RunOutcome> FollowAsync(Func<IRunObserver, Task<RunOutcome>> run);

    /// <summary>Says one more thing about the run.</summary>
    public abstract void Say(string line, Style? style = null);

    /// <summary>Prints the result: problems first, the verdict and the report last.</summary>
    /// <param name="document">The run.</param>
    /// <param name="report">The path of its report.</param>
    /// <param name="exitCode">The exit code of the process.</param>
    /// <param name="replays">Command lines for copying, which must not be wrapped.</param>
    public void Conclude(ResultsDocument document, string report, int exitCode, params IEnumerable<string> replays)
    {
        string?[] last = [Headline.Of(document), $"Report: {Shorten(report)}", ExitCode.Meaning(exitCode, document.Summary)];
        var notes = RunNotes.Of(document).Where(note => note.IsForTerminal).Select(note => Cut(note.OneLine)).ToList();
        var ended = Headline.Ended(document.Summary);
        var ground = FindingSentence.Ground(document);
        foreach (var (label, sentence) in ended.Select(sentence => ("ended", sentence))
            .Concat(ground.Select(sentence => ("basics", sentence))))
        {
            Show(label, StyleOf(Verdict.Fail), Cut(sentence), null);
        }

        var others = 1 + ended.Count + ground.Count + notes.Count + last.OfType<string>().Count();
        ShowFindings(FindingList.Of(document), Math.Max(LeastFindings, Lines - others), document.Run.Chaos is null);
        notes.ForEach(note => Say(note));
        foreach (var line in replays)
        {
            console.Profile.Out.Writer.WriteLine(line);
        }

        Say(last[0]!, new Style(decoration: Decoration.Bold));
        foreach (var line in last.Skip(1).OfType<string>())
        {
            Say(line);
        }
    }

    /// <summary>Shows an entry: a word, what is wrong, and where it was seen.</summary>
    protected abstract void Show(string label, Style style, string what, string? where);

    /// <summary>The first line of a run.</summary>
    protected static string Beginning(RunRecord run)
    {
        var what = run.Chaos is { } walks
            ? VisibleText.Of(walks)
            : string.Create(CultureInfo.InvariantCulture, $"{run.Selected:N0} of {Quantity.Count(run.Known, "case")}");
        return $"Checking {VisibleText.Of(run.Subject.Name)}: {what}, seed {run.Seed}"
            + (ExpectedTime.Of(run) is { } expected ? $". {expected}" : "");
    }

    protected static Style StyleOf(Verdict verdict) => verdict switch
    {
        Verdict.Pass => new Style(Color.Green),
        Verdict.Fail or Verdict.Harness => new Style(Color.Red, decoration: Decoration.Bold),
        Verdict.Warn => new Style(Color.Yellow),
        Verdict.Inconclusive => new Style(Color.Fuchsia),
        _ => new Style(Color.Grey),
    };

    private void ShowFindings(IReadOnlyList<Finding> findings, int lines, bool areCases)
    {
        var shown = findings.Count <= lines ? findings.Count : lines - 1;
        foreach (var finding in findings.Take(shown))
        {
            string?[] where =
            [
                finding.IsKnown ? "(known)" : null, FindingSentence.Where(finding), FindingSentence.Also(finding),
                .. FindingSentence.Baseline(finding),
                $"{(areCases ? "--only" : "such as")} {ShellWords.Quote(VisibleText.Of(finding.Main.Example.Id))}",
            ];
            Show(finding.Verdict.ToWord(), StyleOf(finding.Verdict), Cut(FindingSentence.What(finding.Main)),
                string.Join("; ", where.OfType<string>()));
        }

        if (shown < findings.Count)
        {
            List<Finding> rest = [.. findings.Skip(shown)];
            Show("", Style.Plain, $"and {Quantity.Count(rest.Count, "more finding")}, all in the report: {FindingSentence.Counts(rest)}",
                null);
        }
    }

    // Long values are in the report; here they would hide everything else.
    private static string Cut(string line) => line.Length <= 240 ? line : string.Concat(line.AsSpan(0, 240), " …");

    private static string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
