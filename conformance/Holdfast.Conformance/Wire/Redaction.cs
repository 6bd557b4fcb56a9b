namespace Holdfast.Conformance.Wire;

/// <summary>Takes secrets out of text before it is written.</summary>
internal static class Redaction
{
    /// <summary>The replacement of a secret; visible, so that it is not taken for the sent value.</summary>
    public const string Placeholder = "[redacted]";

    /// <summary>
    /// Returns <paramref name="text"/> with every one of <paramref name="secrets"/> replaced, wherever a peer repeated it.
    /// </summary>
    public static string Hide(string text, IReadOnlyList<string> secrets) =>
        secrets.Aggregate(text, (shown, secret) => shown.Replace(secret, Placeholder, StringComparison.Ordinal));

    /// <summary>
    /// Returns the first <paramref name="most"/> characters, without any part of a secret: one that is cut in two is hidden whole.
    /// </summary>
    public static string HideIn(string text, int most, IReadOnlyList<string> secrets)
    {
        if (text.Length <= most)
        {
            return Hide(text, secrets);
        }

        var end = most;
        while (secrets.Select(secret => EndOfCut(text, secret, end)).DefaultIfEmpty(end).Max() is var further && further > end)
        {
            end = further;
        }

        return Hide(text[..end], secrets);
    }

    // The end of the secret that contains the position.
    private static int EndOfCut(string text, string secret, int end)
    {
        var from = Math.Max(0, end - secret.Length + 1);
        var at = text.AsSpan(from, Math.Min(text.Length, end + secret.Length - 1) - from).IndexOf(secret, StringComparison.Ordinal);
        return at < 0 ? end : Math.Max(end, from + at + secret.Length);
    }
}
