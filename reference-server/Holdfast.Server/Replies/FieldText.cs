using System.Buffers;

namespace Holdfast.Server.Replies;

/// <summary>Text that others chose, in an answer's header section.</summary>
internal static class FieldText
{
    // RFC 9110, 5.6.2.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>RFC 9110, 5.1: the name of a field is a token.</summary>
    public static bool IsName(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    /// <summary>
    /// RFC 9110, 5.5: visible ASCII and blanks. A host refuses to send anything else, and that would cost the whole answer.
    /// </summary>
    public static bool IsSendable(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
