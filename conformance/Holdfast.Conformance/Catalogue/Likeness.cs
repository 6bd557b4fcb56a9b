namespace Holdfast.Conformance.Catalogue;

/// <summary>Guesses what somebody meant.</summary>
public static class Likeness
{
    /// <summary>A third of the letters may differ: beyond that a guess is as often wrong as right.</summary>
    private const int Tolerance = 3;

    /// <summary>Gives <c> Did you mean '…'?</c> with the candidates that are most like <paramref name="word"/>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        var near = candidates.Select(candidate => (candidate, distance: Distance(word, candidate)))
            .Where(pair => pair.distance <= word.Length / Tolerance || EndsAlike(word, pair.candidate))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal).Take(3).Select(pair => $"'{pair.candidate}'").ToList();
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    // People remember the last segment of a path and forget the rest.
    private static bool EndsAlike(string word, string candidate) =>
        word.Length > 0 && candidate.EndsWith("/" + word.Split('/')[^1], StringComparison.OrdinalIgnoreCase);

    /// <summary>Levenshtein's distance, without case.</summary>
    internal static int Distance(string one, string other)
    {
        var (from, to) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var (diagonal, left) = (row[0], row[0] = i);
            for (var j = 1; j <= to.Length; j++)
            {
                (diagonal, left) = (row[j], row[j] = Math.Min(Math.Min(row[j], left) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
