using System.Text;

namespace Holdfast.Protocol.StructuredFields;

/// <summary>Reads the text between quotes.</summary>
internal static class TextReader
{
    /// <summary>RFC 9651, 4.2.5: printable ASCII; a backslash only before a quote or a backslash.</summary>
    public static BareItem.String? String(ref Cursor cursor)
    {
        cursor.Skip(1);
        var text = new StringBuilder();
        while (!cursor.IsAtEnd)
        {
            var character = cursor.Take(1)[0];
            if (character == '"')
            {
                return new BareItem.String(text.ToString());
            }

            if (character == '\\')
            {
                character = cursor.Next;
                if (character is not ('"' or '\\'))
                {
                    return null;
                }

                cursor.Skip(1);
            }

            if (character is < ' ' or > '~')
            {
                return null;
            }

            text.Append(character);
        }

        return null;
    }

    /// <summary>RFC 9651, 4.2.10: UTF-8, each byte as itself or as a percent sign and two lower-case digits.</summary>
    public static BareItem.DisplayString? DisplayString(ref Cursor cursor)
    {
        cursor.Skip(1);
        if (!cursor.TrySkip('"'))
        {
            return null;
        }

        var bytes = new List<byte>();
        while (!cursor.IsAtEnd)
        {
            var character = cursor.Take(1)[0];
            if (character == '"')
            {
                return Decoded([.. bytes]);
            }

            if (character is < ' ' or > '~' || (character == '%' && !TryReadByte(ref cursor, ref character)))
            {
                return null;
            }

            bytes.Add((byte)character);
        }

        return null;
    }

    private static bool TryReadByte(ref Cursor cursor, ref char character)
    {
        if (cursor.Rest.Length < 2 || !char.IsAsciiHexDigitLower(cursor.Rest[0]) || !char.IsAsciiHexDigitLower(cursor.Rest[1]))
        {
            return false;
        }

        character = (char)Convert.FromHexString(cursor.Take(2))[0];
        return true;
    }

    private static BareItem.DisplayString? Decoded(byte[] bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? new BareItem.DisplayString(Encoding.UTF8.GetString(bytes)) : null;
}
