using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Cases;

/// <summary>Tells a case in prose, from the case's own data.</summary>
internal static class CaseExplanation
{
    public static void Write(Case @case, TextWriter output)
    {
        output.WriteLine(@case.Id);
        Prose.Paragraph(output, @case.Title + ".");
        foreach (var (name, text) in CaseStory.Of(@case.Does, @case.Must, @case.Why))
        {
            Prose.Paragraph(output, $"{name}: {text}");
        }

        if (@case.Needs.Count > 0)
        {
            Prose.Paragraph(output, $"Needs the extensions {string.Join(", ", @case.Needs)}.");
        }

        if (@case.Versions.Count > 0)
        {
            var all = string.Join(", ", @case.Versions);
            Prose.Paragraph(output, $"Runs once for each of the interop versions {all} that a target speaks.");
        }

        IReadOnlyList<int> versions = @case.Interop is { } interop ? [interop] : @case.Versions;
        foreach (var requirement in @case.Judges.Select(RequirementCatalogue.Get).Where(one => one.AppliesTo(@case.Interop)))
        {
            RequirementExplanation.Write(requirement, versions, output);
        }

        foreach (var finding in KnownFindings.Of(@case.Id))
        {
            Prose.Paragraph(output, $"Known to {finding.Verdict}: {finding.Server}. {finding.Because}");
        }
    }
}
