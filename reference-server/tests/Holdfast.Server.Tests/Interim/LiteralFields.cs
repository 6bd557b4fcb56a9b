using System.Text;

namespace Holdfast.Server.Tests;

/// <summary>
/// Reads header blocks that hold nothing but a table size of 0 and fields that are never indexed (RFC 7541, 6.3 and 6.2.3).
/// </summary>
internal static class LiteralFields
{
    public static void ShouldBeHeaders(
        this (byte Type, byte Flags, byte[] Payload) frame, byte flags, params (string Name, string Value)[] fields)
    {
        (frame.Type, frame.Flags).ShouldBe((Http2Frames.Headers, flags));
        Read(frame.Payload).ShouldBe(fields);
    }

    private static List<(string Name, string Value)> Read(ReadOnlySpan<byte> block)
    {
        var fields = new List<(string, string)>();
        block[0].ShouldBe((byte)0x20);
        block = block[1..];
        while (!block.IsEmpty)
        {
            // 0x18 is ":status", entry 8 of the static table; 0x10 is a name of its own.
            var form = block[0];
            block = block[1..];
            form.ShouldBeOneOf((byte)0x18, (byte)0x10);
            fields.Add((form == 0x18 ? ":status" : Text(ref block), Text(ref block)));
        }

        return fields;
    }

    private static string Text(ref ReadOnlySpan<byte> block)
    {
        block[0].ShouldBeLessThan((byte)0x80, "Plain text, no Huffman code.");
        var (length, read) = ((int)block[0], 1);
        if (length == 0x7f)
        {
            for (var shift = 0; ; shift += 7)
            {
                length += (block[read] & 0x7f) << shift;
                if (block[read++] < 0x80)
                {
                    break;
                }
            }
        }

        var text = Encoding.ASCII.GetString(block.Slice(read, length));
        block = block[(read + length)..];
        return text;
    }
}
