using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Holdfast.Server.Interim;

/// <summary>
/// Interim responses of HTTP/2: a HEADERS frame without END_STREAM (RFC 9113, 8.1). Every field is a literal that is never indexed (RFC
/// 7541, 6.2.3) with plain texts, so Kestrel's compression state, which both ends share, stays as it is. Each block begins with a table
/// size of 0: a client that has lowered the size may take a block without an update for an error (RFC 7541, 4.2; RFC 9113, 4.3.1), and only
/// Kestrel knows whether this is the first block since. It is true of Kestrel's table, which
/// <see cref="InterimResponsesExtensions.UseInterimResponses"/> keeps empty.
/// </summary>
internal sealed class Http2Interims(int streamId) : InterimEncoding
{
    private const int FrameHeaderLength = 9;
    private const byte Headers = 0x1;
    private const byte EndHeaders = 0x4;
    private const byte NeverIndexed = 0x10;

    // RFC 7541, 6.3: a dynamic table size update, to 0.
    private const byte EmptyTable = 0x20;

    // RFC 7541, appendix A: ":status" is the name of entry 8.
    private const byte StatusName = 8;

    // RFC 9113, 6.5.2: the frame size that every peer accepts.
    private const int MaxPayload = 16_384;

    protected override byte[] Write(int status, IReadOnlyCollection<KeyValuePair<string, string>> fields)
    {
        var frame = new ArrayBufferWriter<byte>(256);
        frame.Write<byte>(stackalloc byte[FrameHeaderLength]);
        frame.Write<byte>([EmptyTable, NeverIndexed | StatusName]);
        WriteText(frame, status.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in fields)
        {
            frame.Write<byte>([NeverIndexed]);
            // RFC 9113, 8.2.1: names are lower case.
            WriteText(frame, name.ToLowerInvariant());
            WriteText(frame, value);
        }

        return Finished(frame.WrittenSpan.ToArray());
    }

    private byte[] Finished(byte[] frame)
    {
        var length = frame.Length - FrameHeaderLength;
        if (length > MaxPayload)
        {
            throw new ArgumentException(
                $"The fields of an interim response take '{length}' bytes, and at most '{MaxPayload}' fit. Send fewer.");
        }

        BinaryPrimitives.WriteInt32BigEndian(frame, length << 8);
        frame[3] = Headers;
        frame[4] = EndHeaders;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        return frame;
    }

    // RFC 7541, 5.1 and 5.2: the length with a prefix of seven bits, the eighth (Huffman) zero.
    private static void WriteText(ArrayBufferWriter<byte> frame, string text)
    {
        const int prefix = 0x7f;
        if (text.Length < prefix)
        {
            frame.Write<byte>([(byte)text.Length]);
        }
        else
        {
            frame.Write<byte>([prefix]);
            var rest = text.Length - prefix;
            for (; rest >= 0x80; rest >>= 7)
            {
                frame.Write<byte>([(byte)(0x80 | (rest & 0x7f))]);
            }

            frame.Write<byte>([(byte)rest]);
        }

        Encoding.ASCII.GetBytes(text, frame);
    }
}
