using Holdfast.Cli.Help;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Cases;

/// <summary>Tells a requirement in prose: what it demands, of whom, where that stands, and which cases judge it.</summary>
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
            requirement.NotObservable is { } reason ? $"No case judges it: {reason}"
            : cases.Count == 0 ? "No case judges it yet."
            : cases.Count == 1 ? "One case judges it; 'holdfast cases explain ID' tells what it does:"
            : $"{cases.Count} cases judge it; 'holdfast cases explain ID' tells what each does:");
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
            _ => "whoever stands between client and server",
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
            Level.Implied => ", a consequence of the text without a keyword of its own",
            Level.Robustness => ", not in the text: what a sane peer does where the text is open",
            Level.Evidence => ", stated by a supporting document only",
            _ => "",
        };
        var weight = level.WhenBroken() switch
        {
            Verdict.Fail => "fails",
            Verdict.Warn => "warns",
            _ => "records it, and judges nothing",
        };
        return $"{level.ToKeyword()}{origin}; where it is broken a case {weight}";
    }
}
