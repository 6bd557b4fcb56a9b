namespace Holdfast.Server.Replies;

/// <summary>Text that others chose, in an answer's header section.</summary>
internal static class FieldText
{
    /// <summary>
    /// RFC 9110, 5.5: visible ASCII and blanks. A host refuses to send anything else, and that would cost the whole answer.
    /// </summary>
    public static bool IsSendable(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
