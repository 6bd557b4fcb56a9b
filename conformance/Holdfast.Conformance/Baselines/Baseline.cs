using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Selection;
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

    /// <summary>Reads the text of a file: one entry per line, <c>#</c> starts a comment.</summary>
    /// <exception cref="FormatException">
    /// A line is not an entry, names something that does not exist, or repeats a case. The message names the line.
    /// </exception>
    public static Baseline Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var entries = new Dictionary<string, BaselineEntry>(StringComparer.Ordinal);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (line, index) in text.Split('\n').Select((line, index) => (line.Trim(), index)))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var entry = ParseLine(line, index + 1);
            if (!lines.TryAdd(entry.Case, entry.Line))
            {
                throw new FormatException(
                    $"Line {index + 1}: '{entry.Case}' is already in line {lines[entry.Case]}. Put its requirements into one line.");
            }

            // A file may name a case by a retired id and by its current one.
            var current = entry with { Case = RetiredIds.Current(entry.Case) };
            entries[current.Case] = entries.TryGetValue(current.Case, out var other) ? other.And(current) : current;
        }

        return new Baseline(entries.Values);
    }

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

    private static BaselineEntry ParseLine(string line, int number)
    {
        var halves = line.Split('#', 2, StringSplitOptions.TrimEntries);
        var words = halves[0].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        var requirements =
            words.Length < 2 ? [] : words[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (CaseCatalogue.Find(words[0]) is null)
        {
            throw new FormatException($"Line {number}: no case has the id "
                + $"'{words[0]}'.{Likeness.Hint(words[0], CaseCatalogue.Variants.Select(@case => @case.Id))} Correct or delete the line.");
        }

        return requirements.FirstOrDefault(id => !RequirementCatalogue.All.Any(requirement => requirement.Id == id)) is { } stray
            ? throw new FormatException($"Line {number}: no requirement has the number '{stray}'. Expected 'CASE REQUIREMENT,REQUIREMENT "
                + " # reason', for example 'tus/core/patch/appends TUS-036,TUS-037'.")
            : new BaselineEntry(number, words[0], requirements, halves is [_, { Length: > 0 } reason] ? reason : null);
    }
}
