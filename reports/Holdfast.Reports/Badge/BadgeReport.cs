using System.Globalization;
using System.Text;
using System.Xml;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Badge;

/// <summary>Renders <c>badge.svg</c>: the counts as a small picture for a README.</summary>
public static class BadgeReport
{
    private const string Label = "holdfast";
    private const string Svg = "http://www.w3.org/2000/svg";

    // Verdana at 11 px is about 6.6 px a character; textLength makes other fonts fit the same box.
    private const double CharacterWidth = 6.6;
    private const int Padding = 6;
    private const int Height = 20;

    /// <summary>Returns the picture as a separate document, without external scripts, styles or fonts.</summary>
    public static string Render(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var message = Message(document.Summary);
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" }))
        {
            var left = Width(Label);
            var right = Width(message);
            Start(xml, left + right, $"{Label}: {message}");
            Box(xml, 0, left, "#444d56");
            Box(xml, left, right, Colour(document.Summary));
            Words(xml, 0, left, Label);
            Words(xml, left, right, message);
            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static string Message(SummaryRecord summary) => summary.Total == 0
        ? "nothing ran"
        : string.Create(CultureInfo.InvariantCulture, $"{summary.Pass}/{summary.Total} pass")
            + (summary.IsTargetDead ? ", died" : summary.Interrupted ? ", interrupted" : "");

    // White text on each of these has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
    private static string Colour(SummaryRecord summary) => summary switch
    {
        { Fail: > 0 } or { IsTargetDead: true } => "#b3261e",
        { Inconclusive: > 0 } or { Harness: > 0 } or { Interrupted: true } => "#6b4fa0",
        { Warn: > 0 } => "#8a5a00",
        { Pass: > 0 } => "#1a7f4b",
        _ => "#5b666e",
    };

    private static int Width(string text) => (int)Math.Ceiling(text.Length * CharacterWidth) + (2 * Padding);

    private static void Start(XmlWriter xml, int width, string title)
    {
        xml.WriteStartElement("svg", Svg);
        xml.WriteAttributeString("width", Number(width));
        xml.WriteAttributeString("height", Number(Height));
        xml.WriteAttributeString("role", "img");
        xml.WriteAttributeString("aria-label", title);
        xml.WriteElementString("title", Svg, title);
    }

    private static void Box(XmlWriter xml, int x, int width, string fill)
    {
        xml.WriteStartElement("rect", Svg);
        xml.WriteAttributeString("x", Number(x));
        xml.WriteAttributeString("width", Number(width));
        xml.WriteAttributeString("height", Number(Height));
        xml.WriteAttributeString("fill", fill);
        xml.WriteEndElement();
    }

    private static void Words(XmlWriter xml, int x, int width, string words)
    {
        xml.WriteStartElement("text", Svg);
        xml.WriteAttributeString("x", Number(x + Padding));
        xml.WriteAttributeString("y", "14");
        xml.WriteAttributeString("textLength", Number(width - (2 * Padding)));
        xml.WriteAttributeString("fill", "#fff");
        xml.WriteAttributeString("font-family", "Verdana,DejaVu Sans,sans-serif");
        xml.WriteAttributeString("font-size", "11");
        xml.WriteString(words);
        xml.WriteEndElement();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
