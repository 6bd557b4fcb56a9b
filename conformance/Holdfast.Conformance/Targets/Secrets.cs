using System.Text;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Targets;

/// <summary>Keeps credentials out of everything that is written.</summary>
internal static class Secrets
{
    /// <summary>The replacement of a secret; visible, so that it is not taken for the sent value.</summary>
    public const string Redacted = Redaction.Placeholder;

    // Shorter ones are found in ordinary text, which would then be unreadable; no server issues them.
    private const int ShortestCredential = 8;

    // Names of fields and query parameters that carry credentials: standard ones and those of vendors.
    private static readonly string[] Telling =
        ["authorization", "cookie", "token", "secret", "key", "password", "passwd", "signature", "credential", "session", "jwt"];

    // Too short to look for inside other names ('design', 'postcode').
    private static readonly string[] TellingAlone = ["sig", "code", "pw", "pwd", "auth"];

    /// <summary>Whether a field or a query parameter of that name carries a credential.</summary>
    public static bool IsSecret(string fieldName) =>
        Telling.Any(word => fieldName.Contains(word, StringComparison.OrdinalIgnoreCase))
            || TellingAlone.Contains(fieldName, StringComparer.OrdinalIgnoreCase);

    /// <summary>The field's value as it may be written.</summary>
    public static string Redact(KeyValuePair<string, string> header) => IsSecret(header.Key) ? Redacted : header.Value;

    /// <summary>
    /// The URL as it may be written: without user information, and without the values of query parameters that carry credentials.
    /// </summary>
    public static string Redact(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Redaction.Hide(url.ToString(), LongestFirst(Of(url)));
    }

    /// <summary>Everything that must not be written about <paramref name="target"/>.</summary>
    internal static IReadOnlyList<string> Of(Target target)
    {
        var urls =
            target.UploadUrls.Select(given => Uri.TryCreate(target.Url, given, out var url) ? url : null).OfType<Uri>().Prepend(target.Url);
        return LongestFirst(target.ToCredentials().Secrets.Concat(OfMetadata(target.Metadata)).Concat(urls.SelectMany(Of)));
    }

    /// <summary>
    /// The values that must not appear in the evidence, from the fields of every request; the credential after a scheme (<c>Bearer …</c>)
    /// is also included without the scheme, because servers repeat it in their errors.
    /// </summary>
    internal static IReadOnlyList<string> Of(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var values = headers.Where(header => IsSecret(header.Key) && header.Value.Length > 0).Select(header => header.Value).ToList();
        return [.. values.Concat(values.Select(value => value.Split(' ')[^1]).Where(credential => credential.Length >= ShortestCredential))
            .Distinct()];
    }

    // As they are given, and as they go out (tus 1.0.0, Upload-Metadata).
    private static IEnumerable<string> OfMetadata(IEnumerable<KeyValuePair<string, string>> metadata) =>
        Of(metadata).Concat(Of(metadata).Select(value => Convert.ToBase64String(Encoding.UTF8.GetBytes(value))));

    // As written in the URL and as decoded by a server; short values only with their name.
    private static IEnumerable<string> Of(Uri url)
    {
        var parameters = url.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2))
            .Where(pair => pair is [var name, { Length: > 0 }] && IsSecret(name));
        var values = parameters.SelectMany(
            pair => Spellings(pair[1]).Where(IsLong).Concat(Spellings(pair[1]).Select(value => $"{pair[0]}={value}")));
        return url.UserInfo.Length == 0 ? values : values.Concat(UserInfo(url.UserInfo));
    }

    private static IEnumerable<string> UserInfo(string userInfo)
    {
        var password = userInfo.Split(':', 2) is [_, { Length: > 0 } secret] ? Spellings(secret).Where(IsLong) : [];
        var whole = Spellings(userInfo).Select(value => value.Contains(':', StringComparison.Ordinal) ? value : value + "@");
        return whole.Concat(password).Append(Basic(userInfo));
    }

    // RFC 7617, 2.
    internal static string Basic(string userInfo) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(userInfo)));

    // A secret within another must not leave the other's rest.
    private static string[] LongestFirst(IEnumerable<string> secrets) => [.. secrets.Distinct().OrderByDescending(secret => secret.Length)];

    private static string[] Spellings(string value) => [.. new[] { value, Uri.UnescapeDataString(value) }.Distinct()];

    private static bool IsLong(string value) => value.Length >= ShortestCredential;
}
