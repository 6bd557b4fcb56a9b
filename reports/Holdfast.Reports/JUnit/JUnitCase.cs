using System.Globalization;
using System.Xml;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.JUnit;

internal static class JUnitCase
{
    // A build server shows all of it; the report has the rest.
    private const int Shown = 3;
    private const int LongestLine = 400;

    public static void Write(XmlWriter xml, RunRecord run, CaseRecord result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", ClassName(result.Id));
        xml.WriteAttributeString("name", VisibleText.Of(result.Id));
        xml.WriteAttributeString("time", Seconds(result.DurationMs));
        switch (result.Verdict)
        {
            case var _ when result.Baseline is { Stale.Count: > 0 }:
                Problem(xml, "failure", run, result);
                break;
            case Verdict.Fail when result.IsKnown:
                Skipped(xml, string.Join(' ', BaselineSentence.Of(result)));
                break;
            case Verdict.Fail:
                Problem(xml, "failure", run, result);
                break;
            case Verdict.Inconclusive or Verdict.Harness:
                Problem(xml, "error", run, result);
                break;
            case Verdict.Unsupported:
                Skipped(xml, CaseSentence.Of(result));
                break;
            case Verdict.Warn or Verdict.Observe:
                xml.WriteElementString("system-out", Text(run, result));
                break;
        }

        xml.WriteEndElement();
    }

    /// <summary>The result as which a JUnit reader counts the case.</summary>
    public static string? CountedAs(CaseRecord result) => result switch
    {
        { Baseline.Stale.Count: > 0 } => "failures",
        { Verdict: Verdict.Fail, IsKnown: true } => "skipped",
        { Verdict: Verdict.Fail } => "failures",
        { Verdict: Verdict.Inconclusive or Verdict.Harness } => "errors",
        { Verdict: Verdict.Unsupported } => "skipped",
        _ => null,
    };

    public static string Seconds(double milliseconds) => (milliseconds / 1000).ToString("0.000", CultureInfo.InvariantCulture);

    // Readers of JUnit split a class name at its last dot into package and class.
    private static string ClassName(string id)
    {
        var end = id.LastIndexOf('/');
        return VisibleText.Of((end < 0 ? id : id[..end]).Replace('/', '.'));
    }

    private static void Skipped(XmlWriter xml, string message)
    {
        xml.WriteStartElement("skipped");
        xml.WriteAttributeString("message", Cut(message));
        xml.WriteEndElement();
    }

    private static void Problem(XmlWriter xml, string element, RunRecord run, CaseRecord result)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("message", Cut(CaseSentence.Of(result)));
        xml.WriteAttributeString("type", result.Verdict.ToWord());
        xml.WriteString(Text(run, result));
        xml.WriteEndElement();
    }

    private static string Text(RunRecord run, CaseRecord result)
    {
        IEnumerable<string?> lines =
        [
            result.Title,
            result.Reason is { } reason ? Cut(VisibleText.Of(reason)) : null,
            .. BaselineSentence.Of(result),
            .. CaseSentence.Deciding(result).Take(Shown).Select(Line),
            CaseSentence.Deciding(result).Count() is var count && count > Shown
                ? string.Create(CultureInfo.InvariantCulture, $"and {count - Shown} more") : null,
            "Reproduce: " + Reproduction.OfCase(run, result),
        ];
        return string.Join('\n', lines.OfType<string>().Select(VisibleText.Of));
    }

    private static string Cut(string line) => line.Length <= LongestLine ? line : string.Concat(line.AsSpan(0, LongestLine), " …");

    private static string Line(CheckRecord check) =>
        Cut($"{check.Verdict.ToWord()}: {CheckSentence.Of(check)}")
            + (check.Requirements.Count == 0 ? "" : $" [{string.Join(", ", check.Requirements)}]");
}
