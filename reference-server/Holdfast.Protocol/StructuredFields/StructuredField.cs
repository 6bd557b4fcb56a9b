using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.StructuredFields;

/// <summary>
/// Reads and writes the values of structured fields (RFC 9651). Several field lines are joined with commas before they are read (4.2); so a
/// repeated item is a list, and not an item. A field with a syntax error anywhere has no value: it counts as absent.
/// </summary>
public static class StructuredField
{
    /// <summary>Reads an item (RFC 9651, 4.2.3); false when the text is null, empty or anything else.</summary>
    public static bool TryParseItem(string? text, [NotNullWhen(true)] out Item? item)
    {
        var cursor = Cursor.Over(text);
        return MemberReader.TryReadItem(ref cursor, out item) && cursor.IsAtEnd;
    }

    /// <summary>Reads a list (RFC 9651, 4.2.1); the empty list is an absent field, so null and blank texts are empty lists.</summary>
    public static bool TryParseList(string? text, [NotNullWhen(true)] out IReadOnlyList<Member>? list)
    {
        var members = new List<Member>();
        var cursor = Cursor.Over(text);
        while (!cursor.IsAtEnd)
        {
            if (!MemberReader.TryReadMember(ref cursor, out var member) || !cursor.TryPassComma())
            {
                list = null;
                return false;
            }

            members.Add(member);
        }

        list = members;
        return true;
    }

    /// <summary>
    /// Reads a dictionary (RFC 9651, 4.2.2) in the order of the field; of a repeated key the last value counts, in the first one's
    /// place. Null and blank texts are empty dictionaries.
    /// </summary>
    public static bool TryParseDictionary(string? text, [NotNullWhen(true)] out IReadOnlyDictionary<string, Member>? dictionary)
    {
        var members = new OrderedDictionary<string, Member>(StringComparer.Ordinal);
        var cursor = Cursor.Over(text);
        while (!cursor.IsAtEnd)
        {
            if (!cursor.TryReadKey(out var key) || !MemberReader.TryReadValue(ref cursor, out var member) || !cursor.TryPassComma())
            {
                dictionary = null;
                return false;
            }

            members[key] = member;
        }

        dictionary = members;
        return true;
    }

    /// <summary>Writes an item in its canonical form (RFC 9651, 4.1.3).</summary>
    /// <exception cref="ArgumentException">A parameter's key is not valid.</exception>
    public static string Serialize(Item item) => new FieldWriter().Member(item).ToString();

    /// <summary>Writes a list in its canonical form (RFC 9651, 4.1.1). For an empty list the field is omitted.</summary>
    /// <exception cref="ArgumentException">A parameter's key is not valid.</exception>
    public static string Serialize(IEnumerable<Member> list) => new FieldWriter().List(list).ToString();

    /// <summary>Writes a dictionary in its canonical form (RFC 9651, 4.1.2). For an empty one the field is omitted.</summary>
    /// <exception cref="ArgumentException">A key is not valid.</exception>
    public static string Serialize(IEnumerable<KeyValuePair<string, Member>> dictionary) =>
        new FieldWriter().Dictionary(dictionary).ToString();
}
