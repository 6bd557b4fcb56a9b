using System.Globalization;
using System.Text;
using System.Xml;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.JUnit;

/// <summary>Renders <c>junit.xml</c> for the continuous integration servers that read it.</summary>
/// <remarks>
/// A case is a test. <c>fail</c> is a failure; <c>inconclusive</c> and <c>harness</c> are errors, because nothing was proven;
/// <c>unsupported</c> is skipped, never green, and so is a failure that the baseline knows; a stale line of the baseline is a failure, and
/// so is a target that dies; <c>warn</c> and <c>observe</c> pass and say what they saw in <c>system-out</c>.
/// </remarks>
public static class JUnitReport
{
    /// <summary>Returns the document, valid XML 1.0 whatever the target sent.</summary>
    public static string Render(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var buffer = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(buffer, settings))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", Headline.Of(document));
            Counts(xml, document.Cases, document.Summary.IsTargetDead ? 1 : 0);
            Death(xml, document);
            foreach (var suite in document.Cases.OrderBy(result => result.Id, CaseIdOrder.Instance).GroupBy(SuiteName))
            {
                Suite(xml, document.Run, suite.Key, [.. suite]);
            }

            xml.WriteEndElement();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static string SuiteName(CaseRecord result) => VisibleText.Of(string.Join('/', result.Id.Split('/').Take(2)));

    private static void Suite(XmlWriter xml, RunRecord run, string name, IReadOnlyList<CaseRecord> cases)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        Counts(xml, cases);
        xml.WriteAttributeString("timestamp", run.Started.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        Property(xml, "tool", VisibleText.Of(run.Tool));
        Property(xml, "target", VisibleText.Of(run.Subject.Name));
        Property(xml, "seed", run.Seed.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        foreach (var result in cases)
        {
            JUnitCase.Write(xml, run, result);
        }

        xml.WriteEndElement();
    }

    // When the target dies, perhaps no case has failed; without a separate test for that, a build would stay green.
    private static void Death(XmlWriter xml, ResultsDocument document)
    {
        if (!document.Summary.IsTargetDead)
        {
            return;
        }

        var ended = string.Join('\n', Headline.Ended(document.Summary));
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", "target");
        Counts(xml, [], 1);
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "target");
        xml.WriteAttributeString("name", "target/lives");
        xml.WriteAttributeString("time", JUnitCase.Seconds(0));
        xml.WriteStartElement("failure");
        xml.WriteAttributeString("message", ended);
        xml.WriteAttributeString("type", Verdict.Fail.ToWord());
        xml.WriteString($"{ended}\nReproduce: {VisibleText.Of(Reproduction.OfRun(document.Run))}");
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, IReadOnlyList<CaseRecord> cases, int deaths = 0)
    {
        Attribute(xml, "tests", cases.Count + deaths);
        foreach (var kind in new[] { "failures", "errors", "skipped" })
        {
            Attribute(xml, kind, cases.Count(result => JUnitCase.CountedAs(result) == kind) + (kind == "failures" ? deaths : 0));
        }

        xml.WriteAttributeString("time", JUnitCase.Seconds(cases.Sum(result => result.DurationMs)));
    }

    private static void Attribute(XmlWriter xml, string name, int value) =>
        xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    private static void Property(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }
}
