using System.Text;

namespace Holdfast.Conformance.Wire.Http2;

/// <summary>
/// Reads header blocks (RFC 7541, 6). It must read all of them in order, because each may change the meaning of the next.
/// </summary>
/// <param name="granted">The size of the table that the peer was granted, in bytes (RFC 9113, 6.5.2).</param>
internal sealed class FieldDecoder(int granted = FieldTable.DefaultSize)
{
    private readonly FieldTable _table = new();

    // RFC 7541, 4.2: a client that grants less than the default receives the new size at the start of the first block.
    private bool _isOwedSize = granted < FieldTable.DefaultSize;

    /// <summary>The size of the table.</summary>
    public int TableSize => _table.Size;

    /// <summary>The fields of one complete block.</summary>
    /// <exception cref="FormatException">The bytes are not a header block, so the connection is unusable.</exception>
    /// <exception cref="BeyondLimitException">
    /// The fields exceed the reading limit: an index of one byte can stand for a field of kilobytes.
    /// </exception>
    public IReadOnlyList<WireField> Decode(ReadOnlySpan<byte> block)
    {
        var fields = new List<WireField>();
        var size = 0;
        while (!block.IsEmpty)
        {
            if ((block[0] & 0xe0) == 0x20)
            {
                ReadSize(ref block, isFirst: fields.Count == 0);
                continue;
            }

            if (_isOwedSize)
            {
                throw new FormatException("A header block does not begin with the table size update that is required after a smaller "
                    + "SETTINGS_HEADER_TABLE_SIZE (RFC 9113, 4.3.1).");
            }

            fields.Add(ReadField(ref block));
            size += FieldTable.SizeOf(fields[^1]);
            if (size > ReadingLimits.Heads)
            {
                throw new BeyondLimitException(ReadingLimits.BeyondHeads);
            }
        }

        return fields;
    }

    private void ReadSize(ref ReadOnlySpan<byte> block, bool isFirst)
    {
        if (!isFirst)
        {
            throw new FormatException("A table size update follows a field.");
        }

        _table.Resize(ReadInteger(ref block, prefix: 5), granted);
        _isOwedSize = false;
    }

    private WireField ReadField(ref ReadOnlySpan<byte> block)
    {
        var form = block[0];
        if (form >= 0x80)
        {
            return _table[ReadInteger(ref block, prefix: 7)];
        }

        var isAdded = form >= 0x40;
        var name = ReadInteger(ref block, prefix: isAdded ? 6 : 4) is var index and > 0 ? _table[index].Name : ReadText(ref block);
        var field = new WireField(name, ReadText(ref block));
        if (isAdded)
        {
            _table.Add(field);
        }

        return field;
    }

    // RFC 7541, 5.2.
    private static string ReadText(ref ReadOnlySpan<byte> block)
    {
        var isHuffman = !block.IsEmpty && block[0] >= 0x80;
        var length = ReadInteger(ref block, prefix: 7);
        if (length > block.Length)
        {
            throw new FormatException("A text in a header block is longer than the block.");
        }

        var text = block[..length];
        block = block[length..];
        return isHuffman ? HuffmanCode.Decode(text) : Encoding.Latin1.GetString(text);
    }

    // RFC 7541, 5.1. Four bytes after the prefix are far more than any block needs.
    private static int ReadInteger(ref ReadOnlySpan<byte> block, int prefix)
    {
        var most = (1 << prefix) - 1;
        var value = (block.IsEmpty ? throw Ended() : block[0]) & most;
        block = block[1..];
        if (value < most)
        {
            return value;
        }

        byte next;
        var shift = 0;
        do
        {
            next = block.IsEmpty ? throw Ended() : block[0];
            value += shift > 21 ? throw new FormatException("A number in a header block is too large.") : (next & 0x7f) << shift;
            shift += 7;
            block = block[1..];
        }
        while (next >= 0x80);
        return value;
    }

    private static FormatException Ended() => new("A header block ends within a field.");
}
