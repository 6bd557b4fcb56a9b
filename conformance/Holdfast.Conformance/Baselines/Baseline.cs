using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Baselines;

/// <summary>
/// The failures of a target that are known. They do not fail a run; a new one does, and so does an entry that has become wrong,
/// because a list that only grows hides the next regression.
/// </summary>
public sealed class Baseline
{
    private readonly Dictionary<string, BaselineEntry> _entries;

    /// <summary>Makes a baseline of entries, one for a case.</summary>
    public Baseline(IEnumerable<BaselineEntry> entries) => _entries = entries.ToDictionary(entry => entry.Case, StringComparer.Ordinal);

    /// <summary>The entries, by case.</summary>
    public IReadOnlyList<BaselineEntry> Entries => [.. _entries.Values.OrderBy(entry => entry.Case, StringComparer.Ordinal)];

    /// <summary>The baseline of a run's failures; reasons that <paramref name="before"/> gives for the same case are kept.</summary>
    /// <param name="cases">The results.</param>
    /// <param name="strict">Whether warnings count as failures.</param>
    /// <param name="before">The baseline that this one replaces.</param>
    public static Baseline Of(IEnumerable<CaseRecord> cases, bool strict, Baseline? before = null)
    {
        var results = cases.ToDictionary(result => result.Id, StringComparer.Ordinal);
        var failed = results.Values.Where(result => BaselineJudge.Fails(result, strict))
            .Select(result => new BaselineEntry(0, result.Id, BaselineJudge.Broken(result, strict), before?.Find(result.Id)?.Reason));

        // Entries that this run did not decide are kept: another shard or selection may decide them.
        var undecided =
            before?.Entries.Where(entry => !results.TryGetValue(entry.Case, out var result) || BaselineJudge.IsUndecided(result)) ?? [];
        return new Baseline(failed.Concat(undecided));
    }

    /// <summary>The entry for a case, or <see langword="null"/>.</summary>
    public BaselineEntry? Find(string caseId) => _entries.GetValueOrDefault(caseId);

    /// <summary>The text of a file, sorted, so that a change shows as one line.</summary>
    public override string ToString() =>
        $"""
        # Known failures, for 'holdfast check --baseline'. Each line has a case and the requirements that it finds broken.
        # Use the text after '#' for the reason or the issue.

        """ + string.Concat(Entries.Select(entry => entry + "\n"));
}
