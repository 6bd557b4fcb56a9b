using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.Tus;

/// <summary>
/// The value of <c>Upload-Metadata</c> (tus 1.0.0, Creation: pairs joined by commas, each a key, a space and a Base64 value; keys are not
/// empty and unique; a value may be empty and its space may then be missing).
/// </summary>
/// <remarks>
/// The text as received is kept beside the pairs: HEAD has to return the metadata as the client specified it. RFC 9110, 5.6.1.2: a
/// recipient accepts spaces around commas and empty members, which a sender must not make, so the text that is kept has none of them.
/// </remarks>
public sealed class UploadMetadata
{
    private static readonly SearchValues<char> Printable =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    // RFC 9110, 5.6.3.
    private static ReadOnlySpan<char> Blanks => " \t";

    private UploadMetadata(string text, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> pairs)
    {
        Text = text;
        Pairs = pairs;
    }

    /// <summary>The header's value, byte for byte but for the blanks and empty members of its list.</summary>
    public string Text { get; }

    /// <summary>The pairs in the order of the header, values decoded.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Pairs { get; }

    /// <summary>
    /// Reads a header value, which may have no pairs; false when it breaks the grammar, or has a repeated or non-ASCII key.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out UploadMetadata? metadata)
    {
        metadata = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var members = new List<string>();
        var pairs = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        foreach (var range in text.AsSpan().Split(','))
        {
            var member = WithoutBlanks(text.AsSpan(range));
            if (member.IsEmpty)
            {
                continue;
            }

            if (!TryParsePair(member, out var pair) || !keys.Add(pair.Key))
            {
                return false;
            }

            members.Add(member.ToString());
            pairs.Add(pair);
        }

        metadata = new UploadMetadata(string.Join(',', members), pairs);
        return true;
    }

    // The one space before an empty value belongs to its pair.
    private static ReadOnlySpan<char> WithoutBlanks(ReadOnlySpan<char> member)
    {
        var text = member.Trim(Blanks);
        var behind = member.TrimStart(Blanks)[text.Length..];
        return behind.StartsWith(' ') && !text.IsEmpty && !text.Contains(' ') ? member.TrimStart(Blanks)[..(text.Length + 1)] : text;
    }

    private static bool TryParsePair(ReadOnlySpan<char> text, out KeyValuePair<string, ReadOnlyMemory<byte>> pair)
    {
        var space = text.IndexOf(' ');
        var key = space < 0 ? text : text[..space];
        var value = space < 0 ? [] : text[(space + 1)..];
        // Base64.IsValid accepts spaces inside; the grammar has none.
        var valid = !key.IsEmpty && !key.ContainsAnyExcept(Printable) && !value.ContainsAnyExcept(Printable) && Base64.IsValid(value);
        pair = valid ? new(key.ToString(), Convert.FromBase64String(value.ToString())) : default;
        return valid;
    }
}
