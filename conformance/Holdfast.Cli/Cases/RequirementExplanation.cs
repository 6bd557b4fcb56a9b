using Holdfast.Cli.Help;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Cases;

/// <summary>Explains a requirement: what it demands, of whom, its clause, and the cases that judge it.</summary>
internal static class RequirementExplanation
{
    public static void Write(Requirement requirement, TextWriter output)
    {
        output.WriteLine($"{requirement.Id} ({requirement.Level.ToKeyword()})");
        output.Paragraph(requirement.Text);
        output.WriteLine();
        foreach (var (name, value) in Facts(requirement))
        {
            foreach (var line in Lines.Columns(name, value, leftWidth: 20))
            {
                output.WriteLine(line);
            }
        }

        RequirementWords.WriteTexts(requirement, requirement.Versions ?? [], output);
        var cases = CaseCatalogue.All.Where(@case => @case.Judges.Contains(requirement.Id)).ToList();
        output.Paragraph(
            cases.Count == 0 && requirement.NotObservable is { } reason ? $"No case judges this requirement: {reason}"
            : cases.Count == 0 ? "No case judges this requirement yet."
            : cases.Count == 1 ? "One case judges this requirement ('holdfast cases explain ID' explains a case):"
            : $"{cases.Count} cases judge this requirement ('holdfast cases explain ID' explains a case):");
        foreach (var @case in cases)
        {
            output.WriteLine($"  {@case.Id}");
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(Requirement requirement)
    {
        yield return ("Keyword", Meaning(requirement.Level));
        yield return ("Clause", requirement.Clause);
        yield return ("Binds", requirement.Role switch
        {
            Role.Server => "the server",
            Role.Client => "the client",
            Role.Both => "server and client",
            _ => "an intermediary (proxy, cache)",
        });
        if (requirement.Extension is { } extension)
        {
            yield return ("Extension", extension);
        }

        if (requirement.Versions is { } versions)
        {
            yield return ("Interop versions", string.Join(", ", versions));
        }
    }

    private static string Meaning(Level level)
    {
        var origin = level switch
        {
            Level.Implied => ", follows from the text, which has no keyword here",
            Level.Robustness => ", not in the text: sound behaviour where the text leaves it open",
            Level.Evidence => ", stated by a supporting document only",
            _ => "",
        };
        var weight = level.WhenBroken() switch
        {
            Verdict.Fail => "fails",
            Verdict.Warn => "warns",
            _ => "records what it sees and judges nothing",
        };
        return $"{level.ToKeyword()}{origin}; where it is broken a case {weight}";
    }
}
