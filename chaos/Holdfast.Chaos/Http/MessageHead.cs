using System.Globalization;
using System.Text;

namespace Holdfast.Chaos.Http;

/// <summary>The parts of a head that framing and filters need: the start line, and the fields that delimit the body.</summary>
internal sealed record MessageHead(string Method, string Target, int Status, long? Length, bool IsChunked, bool IsEncoded)
{
    /// <summary>An interim response (RFC 9110, 15.2).</summary>
    public bool IsInterim => Status is >= 100 and < 200;

    /// <summary>The target without scheme, authority and query.</summary>
    public string Path
    {
        get
        {
            var path = Target.Split('?', 2)[0];
            var scheme = path.IndexOf("://", StringComparison.Ordinal);
            var slash = scheme < 0 ? 0 : path.IndexOf('/', scheme + 3);
            return slash < 0 ? "/" : path[slash..];
        }
    }

    /// <summary>Reads a complete head; null if it is not one of HTTP/1.x, or if its length is ambiguous.</summary>
    public static MessageHead? Parse(ReadOnlySpan<byte> bytes, bool isResponse)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (Start(lines[0], isResponse) is not { } head)
        {
            return null;
        }

        foreach (var (name, value) in lines.Skip(1).Where(line => line.Length > 0).Select(Field))
        {
            var next = name switch
            {
                "content-length" => WithLength(head, value),
                "transfer-encoding" => head with { IsEncoded = true, IsChunked = IsLastChunked(value) },
                _ => head,
            };
            if (next is null)
            {
                return null;
            }

            head = next;
        }

        return head;
    }

    private static MessageHead? Start(string line, bool isResponse)
    {
        var parts = line.Split(' ', 3);
        if (isResponse)
        {
            return parts.Length > 1 && parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
                ? new MessageHead("", "", status, null, false, false)
                : null;
        }

        return parts.Length == 3 && parts[2].StartsWith("HTTP/1.", StringComparison.Ordinal)
            ? new MessageHead(parts[0], parts[1], 0, null, false, false)
            : null;
    }

    private static (string Name, string Value) Field(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", line) : (line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim());
    }

    // RFC 9112, 6.3: equal values count as one; different ones may be an attack (request smuggling).
    private static MessageHead? WithLength(MessageHead head, string value)
    {
        foreach (var part in value.Split(','))
        {
            if (!long.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || (head.Length is { } present && present != length))
            {
                return null;
            }

            head = head with { Length = length };
        }

        return head;
    }

    private static bool IsLastChunked(string value) =>
        string.Equals(value.Split(',')[^1].Trim(), "chunked", StringComparison.OrdinalIgnoreCase);
}
