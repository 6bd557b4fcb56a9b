namespace Holdfast.Reports.Results;

/// <summary>
/// When a case has the same verdict in several interop versions and needs no attention, only the newest version shows its evidence: eight
/// times the same exchange would make a report three times as large without new information.
/// </summary>
internal sealed class ShownEvidence
{
    private readonly Dictionary<(string, string, Verdict), CaseRecord> _shown;

    public ShownEvidence(IEnumerable<CaseRecord> cases) =>
        _shown = cases.Where(IsShared).GroupBy(Key).ToDictionary(group => group.Key, group => group.MaxBy(result => result.Interop)!);

    /// <summary>
    /// The variant that shows what happened in place of <paramref name="result"/>; <see langword="null"/> when it does so itself.
    /// </summary>
    public CaseRecord? InsteadOf(CaseRecord result) =>
        IsShared(result) && _shown[Key(result)] is var other && !ReferenceEquals(other, result) ? other : null;

    /// <summary>Whether another variant may show what happened in place of <paramref name="result"/>.</summary>
    public static bool IsShared(CaseRecord result) => result.Interop is not null && !result.NeedsAttention;

    /// <summary>The same for all cases that share evidence.</summary>
    public static (string CatalogueId, string Axes, Verdict Verdict) Key(CaseRecord result) =>
        (result.CatalogueId, result.Axes is { } axes ? string.Join('\n', axes.Select(axis => $"{axis.Key}={axis.Value}")) : "",
            result.Verdict);
}
