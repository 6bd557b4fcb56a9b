using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.Tus;

/// <summary>
/// The value of <c>Upload-Metadata</c> (tus 1.0.0, Creation: pairs joined by commas, each a key, a space and a Base64 value;
/// keys are not empty and unique; a value may be empty and its space may then be missing).
/// </summary>
/// <remarks>The text as received is kept beside the pairs: HEAD has to return the metadata as the client specified it.</remarks>
public sealed class UploadMetadata
{
    private static readonly SearchValues<char> Printable =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    private UploadMetadata(string text, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> pairs)
    {
        Text = text;
        Pairs = pairs;
    }

    /// <summary>The header's value, byte for byte.</summary>
    public string Text { get; }

    /// <summary>The pairs in the order of the header, values decoded.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Pairs { get; }

    /// <summary>Reads a header value; false when it breaks the grammar, has an empty or repeated key, or a key outside ASCII.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out UploadMetadata? metadata)
    {
        metadata = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var pairs = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        foreach (var range in text.AsSpan().Split(','))
        {
            if (!TryParsePair(text.AsSpan(range), out var pair) || !keys.Add(pair.Key))
            {
                return false;
            }

            pairs.Add(pair);
        }

        metadata = new UploadMetadata(text, pairs);
        return true;
    }

    private static bool TryParsePair(ReadOnlySpan<char> text, out KeyValuePair<string, ReadOnlyMemory<byte>> pair)
    {
        var space = text.IndexOf(' ');
        var key = space < 0 ? text : text[..space];
        var value = space < 0 ? [] : text[(space + 1)..];
        // Base64.IsValid forgives blanks inside; the grammar has none.
        var valid = !key.IsEmpty && !key.ContainsAnyExcept(Printable) && !value.ContainsAnyExcept(Printable) && Base64.IsValid(value);
        pair = valid ? new(key.ToString(), Convert.FromBase64String(value.ToString())) : default;
        return valid;
    }
}
