using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Selection;

/// <summary>A pattern over case ids: <c>*</c> within one segment, <c>**</c> over any number of them; a plain prefix of whole segments selects all below it.</summary>
internal sealed class Glob
{
    private readonly Regex _regex;

    public Glob(string pattern)
    {
        Pattern = pattern;
        var expression = Regex.Escape(pattern.TrimEnd('/'))
            .Replace(@"/\*\*", "(/.*)?", StringComparison.Ordinal)
            .Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        _regex = new Regex($"^{expression}(/.*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    public string Pattern { get; }

    public bool Matches(string id) => _regex.IsMatch(id);
}
