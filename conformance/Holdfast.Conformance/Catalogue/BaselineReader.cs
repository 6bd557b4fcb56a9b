using Holdfast.Conformance.Baselines;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Selection;

namespace Holdfast.Conformance.Catalogue;

/// <summary>Reads baselines, and checks that the cases and requirements in them exist.</summary>
public static class BaselineReader
{
    /// <summary>Reads the text of a file: one entry per line, <c>#</c> starts a comment.</summary>
    /// <exception cref="FormatException">
    /// A line is not an entry, names something that does not exist, or repeats a case. The message names the line.
    /// </exception>
    public static Baseline Read(string text)
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
