using System.Globalization;
using System.Text;
using Holdfast.Reports.Findings;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Markdown;

/// <summary>Renders <c>summary.md</c>, made for <c>$GITHUB_STEP_SUMMARY</c>.</summary>
public static class MarkdownReport
{
    // 100 findings stay well below the 1 MiB that GitHub takes; index.html has them all.
    private const int MaximumFindings = 100;
    private const int LongestText = 300;

    /// <summary>Returns the verdict line, the counts, and the findings, in GitHub-flavoured Markdown.</summary>
    public static string Render(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder();
        text.Append("## ").Append(MarkdownText.Code(document.Run.Subject.Name)).Append(": ").Append(Headline.Counts(document))
            .Append("\n\n");
        Ground(text, document);
        Counts(text, document.Summary);
        Findings(text, FindingList.Of(document));
        Notes(text, document);
        text.Append("### Reproduce\n\n").Append(MarkdownText.Code(Reproduction.OfRun(document.Run))).Append("\n\n");
        text.Append(MarkdownText.Escape(document.Run.Tool)).Append(", ").Append(Headline.Seed(document.Run)).Append(", ");
        text.Append(document.Run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)).Append(", ");
        return text.Append(Quantity.Duration(document.Summary.DurationMs)).Append(".\n").ToString();
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), " …");

    private static void Counts(StringBuilder text, SummaryRecord summary)
    {
        text.Append("| verdict | cases | meaning |\n|---|--:|---|\n");
        foreach (var verdict in VerdictWords.MostUrgentFirst.Where(verdict => summary.Count(verdict) > 0))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {verdict.ToWord()} | {summary.Count(verdict)} of {summary.Total} | {verdict.Meaning()} |\n");
        }

        text.Append('\n');
    }

    // Problems in the steps that every case depends on come before those that follow from them.
    private static void Ground(StringBuilder text, ResultsDocument document)
    {
        foreach (var sentence in Headline.Ended(document.Summary).Concat(FindingSentence.Ground(document)))
        {
            text.Append("**").Append(MarkdownText.Escape(sentence)).Append("**\n\n");
        }
    }

    private static void Notes(StringBuilder text, ResultsDocument document)
    {
        var notes = RunNotes.Of(document);
        if (notes.Count == 0)
        {
            return;
        }

        text.Append("### To know about this run\n\n");
        foreach (var note in notes)
        {
            text.Append("- ").Append(MarkdownText.Escape(note.Text)).Append('\n');
            foreach (var detail in note.Details)
            {
                text.Append("  - ").Append(MarkdownText.Escape(detail)).Append('\n');
            }
        }

        text.Append('\n');
    }

    private static void Findings(StringBuilder text, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture,
            $"### {Quantity.Count(findings.Count, "finding")}: {FindingSentence.Counts(findings)}\n\n");
        foreach (var finding in findings.Take(MaximumFindings))
        {
            Describe(text, finding);
        }

        text.Append(findings.Count > MaximumFindings
            ? string.Create(CultureInfo.InvariantCulture, $"\nAnd {findings.Count - MaximumFindings} more; `index.html` has them all.\n\n")
            : "\n");
    }

    private static void Describe(StringBuilder text, Finding finding)
    {
        text.Append("- **").Append(finding.Verdict.ToWord()).Append(finding.IsKnown ? " (known)" : "").Append("** ");
        Say(text, finding.Main);
        text.Append("\n  ").Append(MarkdownText.Escape(FindingSentence.Where(finding))).Append(", for example ")
            .Append(MarkdownText.Code(finding.Main.Example.Id));
        text.Append(FindingSentence.Also(finding) is { } also ? $"; {MarkdownText.Escape(also)}" : "").Append('\n');
        foreach (var sentence in FindingSentence.Baseline(finding))
        {
            text.Append("  ").Append(MarkdownText.Escape(sentence)).Append('\n');
        }
    }

    private static void Say(StringBuilder text, Symptom symptom)
    {
        if (symptom.Requirement is { } requirement)
        {
            text.Append(MarkdownText.Escape(FindingSentence.Name(requirement))).Append(": ");
        }

        if (symptom.Check is not { } check)
        {
            text.Append(MarkdownText.Escape(Cut(symptom.Example.Reason ?? symptom.Example.Title)));
            return;
        }

        text.Append(MarkdownText.Escape(Cut(check.Subject))).Append(": ");
        text.Append(check.Expected is null ? "" : $"expected {MarkdownText.Code(Cut(check.Expected))}, ").Append("got ")
            .Append(MarkdownText.Code(Cut(check.Actual)));
    }
}
