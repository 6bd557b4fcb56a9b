using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Cases;

/// <summary>Tells a case in prose, from the case's own data.</summary>
internal static class CaseExplanation
{
    /// <summary>Lines end here: the narrowest terminal that people still use.</summary>
    private const int Width = 80;

    public static void Write(Case @case, TextWriter output)
    {
        output.WriteLine(@case.Id);
        Paragraph(output, @case.Title + ".");
        foreach (var (name, text) in CaseStory.Of(@case.Does, @case.Must, @case.Why))
        {
            Paragraph(output, $"{name}: {text}");
        }

        if (@case.Needs.Count > 0)
        {
            Paragraph(output, $"Needs the extensions {string.Join(", ", @case.Needs)}.");
        }

        if (@case.Versions.Count > 0)
        {
            Paragraph(output, $"Runs once for each of the interop versions {string.Join(", ", @case.Versions)} that a target speaks.");
        }

        foreach (var requirement in @case.Judges.Select(RequirementCatalogue.Get))
        {
            Paragraph(output, $"{CaseStory.Name(requirement.ToText())}: {requirement.Text}");
            if (requirement.Url is { } url)
            {
                output.WriteLine(url);
            }
        }

        foreach (var finding in KnownFindings.Of(@case.Id))
        {
            Paragraph(output, $"Known to {finding.Verdict}: {finding.Server}. {finding.Because}");
        }
    }

    private static void Paragraph(TextWriter output, string text)
    {
        output.WriteLine();
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length + 1 > Width && line.Length > 0)
            {
                output.WriteLine(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        output.WriteLine(line);
    }
}
