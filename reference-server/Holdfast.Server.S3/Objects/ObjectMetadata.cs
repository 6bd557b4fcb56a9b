using System.Buffers;
using System.Net.Http.Headers;

namespace Holdfast.Server.S3.Objects;

/// <summary>What of an upload's metadata goes with the object, as header fields. All of it is in the description.</summary>
internal static class ObjectMetadata
{
    // AWS takes 2 KB of names and values; a request with more is refused.
    private const int MaxBytes = 2_000;

    // RFC 9110, 5.6.2.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// The pairs that fit into header fields, with values as tusd writes them: '?' for what isn't printable ASCII. White space is one
    /// space, since servers disagree about the signature of more.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(IReadOnlyDictionary<string, string> metadata)
    {
        var bytes = 0;
        foreach (var (key, value) in metadata)
        {
            bytes += key.Length + value.Length;
            var text = string.Concat(value.EnumerateRunes().Select(rune => IsPrintable(rune.Value) ? (char)rune.Value : '?'));
            text = string.Join(' ', text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
            if (bytes <= MaxBytes && text.Length > 0 && key.Length > 0 && !key.AsSpan().ContainsAnyExcept(TokenCharacters))
            {
                yield return new(key, text);
            }
        }
    }

    private static bool IsPrintable(int rune) => rune is '\t' or (>= ' ' and <= '~');

    /// <summary>The media type that the client named; null when it is none.</summary>
    public static string? ContentType(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue("filetype", out var named) && named.All(char.IsAscii) && MediaTypeHeaderValue.TryParse(named, out _)
            ? named
            : null;
}
