using System.Globalization;
using System.Xml;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.JUnit;

internal static class JUnitCase
{
    public static void Write(XmlWriter xml, RunRecord run, CaseRecord result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", ClassName(result.Id));
        xml.WriteAttributeString("name", VisibleText.Of(result.Id));
        xml.WriteAttributeString("time", Seconds(result.DurationMs));
        switch (result.Verdict)
        {
            case Verdict.Fail:
                Problem(xml, "failure", run, result);
                break;
            case Verdict.Inconclusive or Verdict.Harness:
                Problem(xml, "error", run, result);
                break;
            case Verdict.Unsupported:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", CaseSentence.Of(result));
                xml.WriteEndElement();
                break;
            case Verdict.Warn or Verdict.Observe:
                xml.WriteElementString("system-out", Text(run, result));
                break;
        }

        xml.WriteEndElement();
    }

    public static string Seconds(double milliseconds) => (milliseconds / 1000).ToString("0.000", CultureInfo.InvariantCulture);

    // Readers of JUnit split a class name at its last dot into package and class.
    private static string ClassName(string id)
    {
        var end = id.LastIndexOf('/');
        return VisibleText.Of((end < 0 ? id : id[..end]).Replace('/', '.'));
    }

    private static void Problem(XmlWriter xml, string element, RunRecord run, CaseRecord result)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("message", CaseSentence.Of(result));
        xml.WriteAttributeString("type", result.Verdict.ToWord());
        xml.WriteString(Text(run, result));
        xml.WriteEndElement();
    }

    private static string Text(RunRecord run, CaseRecord result)
    {
        IEnumerable<string?> lines =
        [
            result.Title,
            result.Reason,
            .. CaseSentence.Deciding(result).Select(Line),
            "Reproduce: " + Reproduction.OfCase(run, result),
        ];
        return string.Join('\n', lines.OfType<string>().Select(VisibleText.Of));
    }

    private static string Line(CheckRecord check) =>
        $"{check.Verdict.ToWord()}: {CheckSentence.Of(check)}" + (check.Requirements.Count == 0 ? "" : $" [{string.Join(", ", check.Requirements)}]");
}
