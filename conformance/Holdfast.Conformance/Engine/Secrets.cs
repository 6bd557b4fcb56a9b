namespace Holdfast.Conformance.Engine;

/// <summary>Keeps credentials out of everything that is written.</summary>
public static class Secrets
{
    /// <summary>What stands in a secret's place; visible, so that nobody takes it for what was sent.</summary>
    public const string Redacted = "[redacted]";

    // Shorter ones are found in ordinary text, which would then be unreadable; no server issues them.
    private const int ShortestCredential = 8;

    // Names of fields that carry credentials: the standard ones, and what vendors call theirs.
    private static readonly string[] Telling = ["authorization", "cookie", "token", "secret", "key", "password", "signature"];

    /// <summary>Whether a field of that name carries a credential.</summary>
    public static bool IsSecret(string fieldName) => Telling.Any(word => fieldName.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The field's value as it may be written.</summary>
    public static string Redact(KeyValuePair<string, string> header) => IsSecret(header.Key) ? Redacted : header.Value;

    /// <summary>
    /// The values that must not be written, from the fields that go out with every request; the credential behind a scheme
    /// (<c>Bearer …</c>) also by itself, as servers repeat it in their errors.
    /// </summary>
    internal static IReadOnlyList<string> Of(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var values = headers.Where(header => IsSecret(header.Key) && header.Value.Length > 0).Select(header => header.Value).ToList();
        return [.. values.Concat(values.Select(value => value.Split(' ')[^1]).Where(credential => credential.Length >= ShortestCredential)).Distinct()];
    }

    /// <summary>Gives <paramref name="text"/> with every one of <paramref name="secrets"/> replaced, wherever a server repeated it.</summary>
    internal static string Hide(string text, IReadOnlyList<string> secrets) =>
        secrets.Aggregate(text, (shown, secret) => shown.Replace(secret, Redacted, StringComparison.Ordinal));
}
