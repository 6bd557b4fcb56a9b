using Holdfast.Cli.Help;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Cases;

/// <summary>Describes a case in prose, from its own texts.</summary>
internal static class CaseExplanation
{
    public static void Write(Case @case, TextWriter output)
    {
        output.WriteLine(@case.Id);
        output.Paragraph(@case.Title + ".");
        foreach (var (name, text) in CaseStory.Of(@case.Does, @case.Must, @case.Why))
        {
            output.Paragraph($"{name}: {text}");
        }

        if (@case.Needs.Count > 0)
        {
            output.Paragraph($"Needs the extensions {string.Join(", ", @case.Needs)}.");
        }

        if (@case.Versions.Count > 0)
        {
            var all = string.Join(", ", @case.Versions);
            output.Paragraph($"Runs once for each interop version that the server supports, of {all}.");
        }

        if (@case.Subject == Role.Client)
        {
            output.Paragraph("Judges a client: 'holdfast check --clients tus-js-client' runs it.");
        }

        IReadOnlyList<int> versions = @case.Interop is { } interop ? [interop] : @case.Versions;
        foreach (var requirement in @case.Judges.Select(RequirementCatalogue.Get).Where(one => one.AppliesTo(@case.Interop)))
        {
            RequirementWords.Write(requirement, versions, output);
        }

        foreach (var finding in KnownFindings.Of(@case.Id))
        {
            output.Paragraph($"Known to {finding.Verdict}: {finding.Server}. {finding.Because}");
        }
    }
}
