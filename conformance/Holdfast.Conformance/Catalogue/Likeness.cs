namespace Holdfast.Conformance.Catalogue;

/// <summary>Suggests similar names for a misspelt one.</summary>
internal static class Likeness
{
    /// <summary>A third of the letters may differ: beyond that a guess is as often wrong as right.</summary>
    private const int Tolerance = 3;

    /// <summary>Beside a near candidate, one that is further by more than a letter is noise.</summary>
    private const int Margin = 1;

    /// <summary>Returns <c> Did you mean '…'?</c> with the candidates that are most like <paramref name="word"/>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        var distances = candidates.Where(candidate => MayBeMeant(word, candidate))
            .Select(candidate => (candidate, distance: Distance(word, candidate))).ToList();
        var near = distances.Where(pair => pair.distance <= word.Length / Tolerance).ToList();
        var best = near.Select(pair => pair.distance).DefaultIfEmpty().Min();
        var meant =
            (near.Count > 0 ? near.Where(pair => pair.distance <= best + Margin) : distances.Where(pair => EndsAlike(word, pair.candidate)))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal).Take(3)
            .Select(pair => $"'{pair.candidate}'").ToList();
        return meant.Count == 0 ? "" : $" Did you mean {string.Join(" or ", meant)}?";
    }

    // Compare lengths first, which rules out most candidates: a word may be very long, and there are some 1,700 cases.
    private static bool MayBeMeant(string word, string candidate) =>
        Math.Abs(word.Length - candidate.Length) <= word.Length / Tolerance || EndsAlike(word, candidate);

    // People remember the last segment of a path and forget the rest.
    private static bool EndsAlike(string word, string candidate) =>
        word.Length > 0 && candidate.EndsWith("/" + word.Split('/')[^1], StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Levenshtein's distance without case, where two neighbours that changed places are one mistake, as they are in typing.
    /// </summary>
    internal static int Distance(string one, string other)
    {
        var (from, to) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        int[] before = [], row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var next = new int[to.Length + 1];
            next[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                next[j] = Math.Min(Math.Min(next[j - 1], row[j]) + 1, row[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, row) = (row, next);
        }

        return row[^1];
    }
}
