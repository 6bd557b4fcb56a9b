using System.Buffers.Binary;

namespace Holdfast.Conformance.Wire.Http2;

/// <summary>One frame (RFC 9113, 4.1).</summary>
internal sealed record Http2Frame(FrameType Type, byte Flags, int Stream, ReadOnlyMemory<byte> Payload)
{
    public const byte EndStream = 0x1;
    public const byte Ack = 0x1;
    public const byte EndHeaders = 0x4;
    private const byte Padded = 0x8;
    private const byte HasPriority = 0x20;
    private const int HeadLength = 9;

    public bool Has(byte flag) => (Flags & flag) != 0;

    /// <summary>The payload of DATA or HEADERS without padding and priority (RFC 9113, 6.1 and 6.2).</summary>
    /// <exception cref="FormatException">There is more padding than payload.</exception>
    public ReadOnlyMemory<byte> Content
    {
        get
        {
            var (before, after) = Has(Padded) && !Payload.IsEmpty ? (1, Payload.Span[0]) : (0, (byte)0);
            before += Type == FrameType.Headers && Has(HasPriority) ? 5 : 0;
            return before + after <= Payload.Length
                ? Payload[before..^after] : throw new FormatException("A frame has more padding than payload.");
        }
    }

    /// <summary>The number in WINDOW_UPDATE, RST_STREAM or the first of a payload, unsigned.</summary>
    public uint Number => Payload.Length >= 4
        ? BinaryPrimitives.ReadUInt32BigEndian(Payload.Span) : throw new FormatException($"A {Type} frame is too short.");

    public byte[] ToArray()
    {
        var frame = new byte[HeadLength + Payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, Payload.Length << 8);
        (frame[3], frame[4]) = ((byte)Type, Flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), Stream);
        Payload.CopyTo(frame.AsMemory(HeadLength));
        return frame;
    }

    /// <summary>The next frame; <see langword="null"/> when the peer has ended the connection between two.</summary>
    /// <exception cref="EndOfStreamException">It ended inside of one.</exception>
    /// <exception cref="FormatException">A frame larger than was granted, or something else than HTTP/2.</exception>
    public static async Task<Http2Frame?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        // RFC 9113, 6.5.2: a peer may not send more than it was granted.
        const int Granted = 16_384;
        var head = new byte[HeadLength];
        var read = await stream.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellationToken);
        if (read < HeadLength)
        {
            return read == 0 ? null : throw new EndOfStreamException("The connection ended inside a frame.");
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(head) >>> 8;
        var payload = length <= Granted ? new byte[length] : throw new FormatException(
            $"A frame of {length} bytes came, but at most {Granted} bytes are allowed. The peer may not use HTTP/2.");
        await stream.ReadExactlyAsync(payload, cancellationToken);
        return new Http2Frame((FrameType)head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue, payload);
    }
}
