using System.Globalization;
using System.Text;
using System.Xml;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.JUnit;

/// <summary>Renders <c>junit.xml</c> for the continuous integration servers that read it.</summary>
/// <remarks>
/// A case is a test. <c>fail</c> is a failure; <c>inconclusive</c> and <c>harness</c> are errors, because nothing was proven;
/// <c>unsupported</c> is skipped, never green, and so is a failure that the baseline knows; a stale line of the baseline is a failure; <c>warn</c> and <c>observe</c> pass and say what they saw in <c>system-out</c>.
/// </remarks>
public static class JUnitReport
{
    /// <summary>Gives the document, valid XML 1.0 whatever the target sent.</summary>
    public static string Render(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var buffer = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(buffer, settings))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", Headline.Of(document));
            Counts(xml, document.Cases);
            foreach (var suite in document.Cases.OrderBy(result => result.Id, StringComparer.Ordinal).GroupBy(SuiteName))
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
        Property(xml, "target", VisibleText.Of(run.Target));
        Property(xml, "seed", run.Seed.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        foreach (var result in cases)
        {
            JUnitCase.Write(xml, run, result);
        }

        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, IReadOnlyList<CaseRecord> cases)
    {
        Attribute(xml, "tests", cases.Count);
        foreach (var kind in new[] { "failures", "errors", "skipped" })
        {
            Attribute(xml, kind, cases.Count(result => JUnitCase.CountedAs(result) == kind));
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
