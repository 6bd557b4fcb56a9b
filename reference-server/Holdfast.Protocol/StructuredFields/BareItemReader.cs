using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Protocol.StructuredFields;

/// <summary>Reads values by their first character (RFC 9651, 4.2.3.1).</summary>
internal static class BareItemReader
{
    private const int MaxIntegerDigits = 15;
    private const int MaxWholeDigits = 12;
    private const int MaxFractionDigits = 3;

    public static bool TryRead(ref Cursor cursor, [NotNullWhen(true)] out BareItem? value)
    {
        value = cursor.Next switch
        {
            '"' => TextReader.String(ref cursor),
            '%' => TextReader.DisplayString(ref cursor),
            ':' => ByteSequence(ref cursor),
            '?' => Boolean(ref cursor),
            '@' => Date(ref cursor),
            '-' or (>= '0' and <= '9') => Number(ref cursor),
            var first when FieldCharacters.BeginsToken(first) =>
                new BareItem.Token(cursor.Take(FieldCharacters.TokenLength(cursor.Rest)).ToString()),
            _ => null,
        };
        return value is not null;
    }

    // RFC 9651, 4.2.4: leading zeros count as digits; a decimal has one to three digits behind the point and at most twelve before it.
    private static BareItem? Number(ref Cursor cursor)
    {
        var sign = cursor.TrySkip('-') ? -1 : 1;
        var whole = cursor.Take(DigitsOf(cursor.Rest));
        if (whole.IsEmpty || whole.Length > MaxIntegerDigits)
        {
            return null;
        }

        var number = long.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture);
        return cursor.TrySkip('.') ? Decimal(ref cursor, sign, number, whole.Length) : new BareItem.Integer(sign * number);
    }

    private static BareItem.Decimal? Decimal(ref Cursor cursor, int sign, long whole, int wholeDigits)
    {
        var fraction = cursor.Take(DigitsOf(cursor.Rest));
        if (wholeDigits > MaxWholeDigits || fraction.IsEmpty || fraction.Length > MaxFractionDigits)
        {
            return null;
        }

        var digits = int.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture);
        return new BareItem.Decimal(sign * (whole + new decimal(digits, 0, 0, isNegative: false, scale: (byte)fraction.Length)));
    }

    private static BareItem.Boolean? Boolean(ref Cursor cursor)
    {
        cursor.Skip(1);
        return cursor.TrySkip('1') ? new BareItem.Boolean(true) : cursor.TrySkip('0') ? new BareItem.Boolean(false) : null;
    }

    // RFC 9651, 4.2.9: an integer, never a decimal.
    private static BareItem.Date? Date(ref Cursor cursor)
    {
        cursor.Skip(1);
        return Number(ref cursor) is BareItem.Integer seconds ? new BareItem.Date(seconds.Value) : null;
    }

    // RFC 9651, 4.2.7: padding may be missing; every other deviation from Base64 is an error, also spaces, which .NET would accept.
    private static BareItem.ByteSequence? ByteSequence(ref Cursor cursor)
    {
        cursor.Skip(1);
        var length = cursor.Rest.IndexOf(':');
        if (length < 0)
        {
            return null;
        }

        var text = cursor.Take(length);
        cursor.Skip(1);
        var padded = text.ToString().PadRight((text.Length + 3) / 4 * 4, '=');
        return !padded.Any(char.IsWhiteSpace) && Base64.IsValid(padded)
            ? new BareItem.ByteSequence(Convert.FromBase64String(padded)) : null;
    }

    private static int DigitsOf(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
