using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>The paragraphs that explain a case. The terminal, the report and a failing test show the same.</summary>
internal static class CaseStory
{
    /// <summary>Returns the paragraphs of a result that it has, each with its name.</summary>
    public static IReadOnlyList<(string Name, string Text)> Of(CaseRecord result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Of(result.Does, result.Must, result.Why);
    }

    /// <summary>Returns the paragraphs that are there, each with its name.</summary>
    public static IReadOnlyList<(string Name, string Text)> Of(string? does, string? must, string? why) =>
        [.. new[]
        {
            ("What we do", does), ("What must happen", must), ("Why it matters", why),
        }.Where(part => part.Item2 is not null).Select(part => (part.Item1, part.Item2!))];

    /// <summary>Returns a requirement's number, keyword and clause, for example <c>TUS-031 (MUST; tus 1.0.0, PATCH)</c>.</summary>
    public static string Name(RequirementText requirement)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        return $"{requirement.Id} ({requirement.Level}; {requirement.Clause})";
    }
}
