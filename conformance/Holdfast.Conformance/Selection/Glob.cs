using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Selection;

/// <summary>
/// A pattern over case ids: <c>*</c> within one segment, <c>**</c> over any number of them; a plain prefix of whole segments selects all
/// below it.
/// </summary>
internal sealed class Glob
{
    /// <summary>
    /// Missing where the pattern is an id or its beginning: a frozen set names hundreds of them, and compiling that many expressions
    /// takes seconds.
    /// </summary>
    private readonly Regex? _regex;

    private readonly string _prefix;

    public Glob(string pattern)
    {
        Pattern = pattern;
        _prefix = pattern.TrimEnd('/');
        if (!_prefix.Contains('*'))
        {
            return;
        }

        var expression = Regex.Escape(_prefix)
            .Replace(@"/\*\*", "(/.*)?", StringComparison.Ordinal)
            .Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        _regex = new Regex($"^{expression}(/.*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    public string Pattern { get; }

    /// <summary>The pattern without its trailing wildcard.</summary>
    public string Plain => _prefix.TrimEnd('*', '/');

    public bool Matches(string id) =>
        _regex?.IsMatch(id)
            ?? (id.StartsWith(_prefix, StringComparison.Ordinal) && (id.Length == _prefix.Length || id[_prefix.Length] == '/'));
}
