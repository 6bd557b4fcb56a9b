namespace Holdfast.Conformance.Wire.Http2;

/// <summary>RFC 7541, 2.3: the fields that an index can mean, the static ones and then those that the sender added, newest first.</summary>
internal sealed class FieldTable
{
    /// <summary>RFC 9113, 6.5.2: the size that every receiver grants by default.</summary>
    public const int DefaultSize = 4096;

    // RFC 7541, 4.1: the size of an entry in addition to its texts.
    private const int Overhead = 32;

    // RFC 7541, appendix A.
    private static readonly WireField[] Static =
    [
        new(":authority", ""), new(":method", "GET"), new(":method", "POST"), new(":path", "/"), new(":path", "/index.html"),
        new(":scheme", "http"),
        new(":scheme", "https"), new(":status", "200"), new(":status", "204"), new(":status", "206"), new(":status", "304"),
        new(":status", "400"),
        new(":status", "404"), new(":status", "500"), new("accept-charset", ""), new("accept-encoding", "gzip, deflate"),
        new("accept-language", ""),
        new("accept-ranges", ""), new("accept", ""), new("access-control-allow-origin", ""), new("age", ""), new("allow", ""),
        new("authorization", ""),
        new("cache-control", ""), new("content-disposition", ""), new("content-encoding", ""), new("content-language", ""),
        new("content-length", ""),
        new("content-location", ""), new("content-range", ""), new("content-type", ""), new("cookie", ""), new("date", ""), new("etag", ""),
        new("expect", ""), new("expires", ""), new("from", ""), new("host", ""), new("if-match", ""), new("if-modified-since", ""),
        new("if-none-match", ""),
        new("if-range", ""), new("if-unmodified-since", ""), new("last-modified", ""), new("link", ""), new("location", ""),
        new("max-forwards", ""),
        new("proxy-authenticate", ""), new("proxy-authorization", ""), new("range", ""), new("referer", ""), new("refresh", ""),
        new("retry-after", ""),
        new("server", ""), new("set-cookie", ""), new("strict-transport-security", ""), new("transfer-encoding", ""), new("user-agent", ""),
        new("vary", ""),
        new("via", ""), new("www-authenticate", ""),
    ];

    private readonly LinkedList<WireField> _added = new();
    private int _most = DefaultSize;

    /// <summary>The size of the added fields (RFC 7541, 4.1).</summary>
    public int Size { get; private set; }

    /// <summary>The field with an index, from 1.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public WireField this[int index] =>
        index >= 1 && index <= Static.Length ? Static[index - 1]
        : index > Static.Length && index - Static.Length <= _added.Count ? _added.ElementAt(index - Static.Length - 1)
        : throw new FormatException($"A header block refers to the field {index}, which does not exist.");

    /// <summary>Adds a field, and drops the oldest until all fit; one that is too large leaves an empty table (RFC 7541, 4.4).</summary>
    public void Add(WireField field)
    {
        _added.AddFirst(field);
        Size += SizeOf(field);
        Shrink();
    }

    /// <exception cref="FormatException">More than the receiver grants.</exception>
    public void Resize(int most, int granted)
    {
        _most = most <= granted
            ? most : throw new FormatException($"A header block sets the table's size to {most}, but only {granted} is allowed.");
        Shrink();
    }

    private void Shrink()
    {
        while (Size > _most)
        {
            Size -= SizeOf(_added.Last!.Value);
            _added.RemoveLast();
        }
    }

    /// <summary>RFC 7541, 4.1.</summary>
    public static int SizeOf(WireField field) => field.Name.Length + field.Value.Length + Overhead;
}
