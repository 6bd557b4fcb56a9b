namespace Holdfast.Conformance.Selection;

/// <summary>
/// The cases and requirements of one month, frozen under a name. A run with the set judges the same requirements as in that month, so that
/// a new version of Holdfast does not cause new failures.
/// </summary>
public sealed record RequirementSet
{
    /// <summary>Protocol, version and month, for example <c>tus-1.0-2026-11</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The requirements that each case judges, by the case's id.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Cases { get; init; }

    /// <summary>Whether the case judges by that requirement in this set, under its own id or under a retired one.</summary>
    public bool Judges(string caseId, string requirement) =>
        Cases.TryGetValue(caseId, out var requirements) && requirements.Contains(requirement)
        || Retired[caseId].Any(id => Cases[id].Contains(requirement));

    /// <summary>Whether the case belongs to the set, under its own id or under a retired one.</summary>
    public bool Has(string caseId) => Cases.ContainsKey(caseId) || Retired.Contains(caseId);

    private ILookup<string, string> Retired => field ??=
        Cases.Keys.Where(RetiredIds.All.ContainsKey).ToLookup(RetiredIds.Current, StringComparer.Ordinal);
}
