using System.Globalization;
using System.Text;

namespace Holdfast.Client.Exchanges;

/// <summary>The head of an HTTP/1.1 response (RFC 9112, 4 and 5), read below <see cref="HttpClient"/>.</summary>
internal sealed record ResponseHead(int Status, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The status code of RFC 9110, 15.2: more responses to the same request follow.</summary>
    public bool IsInterim => Status is >= 100 and < 200;

    public string? this[string field] => Fields.GetValueOrDefault(field);

    /// <summary>Null when the bytes are no head; <see cref="HttpClient"/> then reports what is wrong with them.</summary>
    public static ResponseHead? Parse(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split('\n');
        var words = lines[0].TrimEnd('\r').Split(' ', 3);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || words[1].Length != 3
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
                fields[name] = fields.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
            }
        }

        return new ResponseHead(status, fields);
    }
}
