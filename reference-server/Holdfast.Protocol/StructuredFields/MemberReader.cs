using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.StructuredFields;

/// <summary>Reads items, inner lists and parameters (RFC 9651, 4.2.1.1 to 4.2.3.2).</summary>
internal static class MemberReader
{
    private static readonly BareItem True = new BareItem.Boolean(true);

    /// <summary>A dictionary's value: the text after the equals sign, or true when there is none (4.2.2, steps 2.2 and 2.3).</summary>
    public static bool TryReadValue(ref Cursor cursor, [NotNullWhen(true)] out Member? member)
    {
        if (cursor.TrySkip('='))
        {
            return TryReadMember(ref cursor, out member);
        }

        var isValid = TryReadParameters(ref cursor, out var parameters);
        member = isValid ? new Item(True, parameters) : null;
        return isValid;
    }

    public static bool TryReadMember(ref Cursor cursor, [NotNullWhen(true)] out Member? member)
    {
        if (cursor.TrySkip('('))
        {
            return TryReadInnerList(ref cursor, out member);
        }

        var isValid = TryReadItem(ref cursor, out var item);
        member = item;
        return isValid;
    }

    public static bool TryReadItem(ref Cursor cursor, [NotNullWhen(true)] out Item? item)
    {
        item = BareItemReader.TryRead(ref cursor, out var value) && TryReadParameters(ref cursor, out var parameters)
            ? new Item(value, parameters)
            : null;
        return item is not null;
    }

    private static bool TryReadInnerList(ref Cursor cursor, [NotNullWhen(true)] out Member? list)
    {
        list = null;
        var items = new List<Item>();
        cursor.SkipSpaces();
        while (!cursor.TrySkip(')'))
        {
            if (!TryReadItem(ref cursor, out var item) || cursor.Next is not (' ' or ')'))
            {
                return false;
            }

            items.Add(item);
            cursor.SkipSpaces();
        }

        list = TryReadParameters(ref cursor, out var parameters) ? new InnerList(items, parameters) : null;
        return list is not null;
    }

    // Null for none, so that the usual item costs no dictionary.
    private static bool TryReadParameters(ref Cursor cursor, out OrderedDictionary<string, BareItem>? parameters)
    {
        parameters = null;
        while (cursor.TrySkip(';'))
        {
            cursor.SkipSpaces();
            var value = True;
            if (!cursor.TryReadKey(out var key) || (cursor.TrySkip('=') && !BareItemReader.TryRead(ref cursor, out value)))
            {
                return false;
            }

            parameters ??= new OrderedDictionary<string, BareItem>(StringComparer.Ordinal);
            parameters[key] = value;
        }

        return true;
    }
}
