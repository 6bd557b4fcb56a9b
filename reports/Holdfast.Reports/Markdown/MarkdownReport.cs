using System.Globalization;
using System.Text;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Markdown;

/// <summary>Renders <c>summary.md</c>, made for <c>$GITHUB_STEP_SUMMARY</c>.</summary>
public static class MarkdownReport
{
    // 100 findings of five checks stay well below the 1 MiB that GitHub takes; index.html has them all.
    private const int MaximumFindings = 100;
    private const int MaximumChecks = 5;

    /// <summary>Gives the verdict line, the counts, and what needs attention, in GitHub-flavoured Markdown.</summary>
    public static string Render(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder();
        text.Append("## ").Append(MarkdownText.Code(document.Run.Target)).Append(": ").Append(Headline.Counts(document)).Append("\n\n");
        Counts(text, document.Summary);
        Notes(text, document);
        foreach (var verdict in VerdictWords.NeedingAttention)
        {
            var cases = document.Cases.Where(result => result.Verdict == verdict).OrderBy(result => result.Id, StringComparer.Ordinal);
            Findings(text, verdict, document.Summary.Total, [.. cases]);
        }

        text.Append("### Reproduce\n\n").Append(MarkdownText.Code(Reproduction.OfRun(document.Run))).Append("\n\n");
        text.Append(MarkdownText.Escape(document.Run.Tool)).Append(", ").Append(Headline.Seed(document.Run)).Append(", ");
        text.Append(document.Run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)).Append(", ");
        return text.Append(Quantity.Duration(document.Summary.DurationMs)).Append(".\n").ToString();
    }

    private static void Counts(StringBuilder text, SummaryRecord summary)
    {
        text.Append("| verdict | cases | meaning |\n|---|--:|---|\n");
        foreach (var verdict in VerdictWords.MostUrgentFirst.Where(verdict => summary.Count(verdict) > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {verdict.ToWord()} | {summary.Count(verdict)} of {summary.Total} | {verdict.Meaning()} |\n");
        }

        text.Append('\n');
    }

    private static void Notes(StringBuilder text, ResultsDocument document)
    {
        var notes = RunNotes.Of(document);
        foreach (var note in notes)
        {
            var detail = note.StartsWith("  ", StringComparison.Ordinal);
            text.Append(detail ? "  - " : "- ").Append(MarkdownText.Escape(note.Trim())).Append('\n');
        }

        text.Append(notes.Count > 0 ? "\n" : "");
    }

    private static void Findings(StringBuilder text, Verdict verdict, int total, IReadOnlyList<CaseRecord> cases)
    {
        if (cases.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"### {verdict.Heading(cases.Count, total)}\n\n");
        foreach (var result in cases.Take(MaximumFindings))
        {
            Finding(text, result);
        }

        if (cases.Count > MaximumFindings)
        {
            text.Append(CultureInfo.InvariantCulture, $"And {cases.Count - MaximumFindings} more; `index.html` has them all.\n\n");
        }
    }

    private static void Finding(StringBuilder text, CaseRecord result)
    {
        text.Append("**").Append(MarkdownText.Escape(result.Title)).Append("** ").Append(MarkdownText.Code(result.Id)).Append("\n\n");
        if (result.Reason is { } reason)
        {
            text.Append(MarkdownText.Escape(reason)).Append("\n\n");
        }

        foreach (var sentence in BaselineSentence.Of(result))
        {
            text.Append(MarkdownText.Escape(sentence)).Append("\n\n");
        }

        var checks = CaseSentence.Deciding(result).ToList();
        if (checks.Count == 0)
        {
            return;
        }

        text.Append("| what | expected | got | requirement |\n|---|---|---|---|\n");
        foreach (var check in checks.Take(MaximumChecks))
        {
            var expected = check.Expected is null ? "" : MarkdownText.CodeCell(check.Expected);
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(check.Subject)} | {expected} | {MarkdownText.CodeCell(check.Actual)} | ");
            text.Append(MarkdownText.Escape(string.Join(", ", check.Requirements))).Append(" |\n");
        }

        text.Append(checks.Count > MaximumChecks
            ? string.Create(CultureInfo.InvariantCulture, $"\nAnd {checks.Count - MaximumChecks} more checks.\n\n")
            : "\n");
    }
}
