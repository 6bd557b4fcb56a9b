using System.Buffers;
using System.Text;

namespace Holdfast.Protocol.StructuredFields;

/// <summary>The alphabets of structured fields.</summary>
internal static class FieldCharacters
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    // RFC 9110, 5.6.2 tchar, and the colon and slash that RFC 9651, 3.3.4 adds.
    private static readonly SearchValues<char> InToken =
        SearchValues.Create(Lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits + "!#$%&'*+-.^_`|~:/");

    // RFC 9651, 3.1.2: key = ( lcalpha / "*" ) *( lcalpha / DIGIT / "_" / "-" / "." / "*" ).
    private static readonly SearchValues<char> InKey = SearchValues.Create(Lower + Digits + "_-.*");


    public static bool BeginsToken(char character) => char.IsAsciiLetter(character) || character == '*';

    public static bool BeginsKey(char character) => char.IsAsciiLetterLower(character) || character == '*';

    /// <summary>How many characters from the start may be part of a token.</summary>
    public static int TokenLength(ReadOnlySpan<char> text) => LengthOf(text, InToken);

    /// <summary>How many characters from the start may be part of a key.</summary>
    public static int KeyLength(ReadOnlySpan<char> text) => LengthOf(text, InKey);

    public static bool IsToken(string text) => text.Length > 0 && BeginsToken(text[0]) && TokenLength(text) == text.Length;

    public static bool IsKey(string text) => text.Length > 0 && BeginsKey(text[0]) && KeyLength(text) == text.Length;

    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    private static int LengthOf(ReadOnlySpan<char> text, SearchValues<char> alphabet)
    {
        var end = text.IndexOfAnyExcept(alphabet);
        return end < 0 ? text.Length : end;
    }
}
