using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Fields;

/// <summary>
/// Reads structured fields as RFC 9651, 4.2 does, as far as the draft has them: integers, booleans and dictionaries of integers. A value
/// that does not parse is invalid, even if a lenient parser would accept it.
/// </summary>
internal static partial class StructuredField
{
    // RFC 9651, 4.2.3.1 to 4.2.3.8: the items that a value or a parameter may be.
    private const string Bare =
        """(?:-?[0-9]{1,12}\.[0-9]{1,3}|-?[0-9]{1,15}|"(?:[ !#-\[\]-~]|\\["\\])*"|[A-Za-z*][A-Za-z0-9!#$%&'*+\-.^_`|~:/]*|:[A-Za-z0-9+/=]*:|\?[01]|@-?[0-9]{1,15}|%"[ !#-~]*")""";

    private const string Key = "[a-z*][a-z0-9_.*-]*";

    private const string Parameters = $"(?:; *{Key}(?:={Bare})?)*";

    /// <summary>The integer item in the joined lines of a field; <see langword="null"/> when there is none.</summary>
    public static long? Integer(IEnumerable<string> lines) =>
        IntegerItem().Match(Joined(lines)) is { Success: true } item
            ? long.Parse(item.Groups["value"].Value, CultureInfo.InvariantCulture) : null;

    /// <summary>The boolean item in the joined lines of a field; <see langword="null"/> when there is none.</summary>
    public static bool? Boolean(IEnumerable<string> lines) =>
        BooleanItem().Match(Joined(lines)) is { Success: true } item ? item.Groups["value"].Value == "1" : null;

    /// <summary>
    /// The dictionary in the joined lines of a field; <see langword="null"/> when it is not a dictionary. A member that is not an integer
    /// has no value.
    /// </summary>
    public static IReadOnlyDictionary<string, long?>? Dictionary(IEnumerable<string> lines)
    {
        var members = new Dictionary<string, long?>(StringComparer.Ordinal);
        var text = Joined(lines);
        for (var at = 0; at < text.Length;)
        {
            var member = Member().Match(text, at);
            if (!member.Success || (member.Groups["comma"].Length > 0 && at + member.Length == text.Length))
            {
                return null;
            }

            members[member.Groups["key"].Value] = long.TryParse(
                member.Groups["value"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
            at += member.Length;
        }

        return members;
    }

    private static string Joined(IEnumerable<string> lines) => string.Join(", ", lines).Trim(' ');

    [GeneratedRegex($@"^(?<value>-?[0-9]{{1,15}})(?![0-9.]){Parameters}\z")]
    private static partial Regex IntegerItem();

    [GeneratedRegex($@"^\?(?<value>[01]){Parameters}\z")]
    private static partial Regex BooleanItem();

    [GeneratedRegex($@"\G(?<key>{Key})(?:=(?:\([^()]*\)|(?<value>{Bare})))?{Parameters}(?:\z|[ \t]*(?<comma>,)[ \t]*)")]
    private static partial Regex Member();
}
