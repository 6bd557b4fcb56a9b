using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;

namespace Holdfast.Cli.Cases;

/// <summary>Lists for every requirement the cases that judge it, or why none does.</summary>
internal static class CoverageTable
{
    /// <summary>Room for the number, the keyword and the verdict in front of the sentence on 80 columns.</summary>
    private const int TextWidth = 42;

    public static void Write(TextWriter output)
    {
        var judged = CaseCatalogue.All.SelectMany(@case => @case.Judges.Select(id => (id, @case.Id)))
            .ToLookup(pair => pair.id, pair => pair.Id, StringComparer.Ordinal);
        Write(output, "tus 1.0.0", [.. RequirementCatalogue.All.Where(requirement => requirement.Versions is null)], judged);
        output.WriteLine();
        Write(output, "draft-ietf-httpbis-resumable-upload, interop versions 3 to 10",
            [.. RequirementCatalogue.All.Where(requirement => requirement.Versions is not null)], judged);
    }

    private static void Write(
        TextWriter output, string specification, IReadOnlyList<Requirement> requirements, ILookup<string, string> judged)
    {
        output.WriteLine(specification);
        output.WriteLine();
        foreach (var requirement in requirements)
        {
            var state = State(requirement, judged[requirement.Id].Count());
            output.WriteLine($"{requirement.Id,-10} {requirement.Level.ToKeyword(),-10} {state,-14} {Cut(requirement.Text)}".TrimEnd());
        }

        var open = requirements.Where(requirement => requirement.NotObservable is null).ToList();
        var covered = open.Count(requirement => judged.Contains(requirement.Id));
        output.WriteLine();
        output.WriteLine($"{covered} of the {open.Count} requirements that can be judged for a server have a case;");
        output.WriteLine($"{requirements.Count - open.Count} more cannot be judged from outside.");
        var ofClients = requirements.Count(requirement => requirement.NotObservable is not null && judged.Contains(requirement.Id));
        if (ofClients > 0)
        {
            output.WriteLine($"{ofClients} of those are judged by cases that check a client.");
        }
    }

    private static string State(Requirement requirement, int cases) => (requirement.NotObservable, cases) switch
    {
        (not null, 0) => "not observable",
        (_, 0) => "no case yet",
        (_, 1) => "1 case",
        _ => $"{cases} cases",
    };

    private static string Cut(string text) => text.Length <= TextWidth ? text : string.Concat(text.AsSpan(0, TextWidth - 1), "…");
}
