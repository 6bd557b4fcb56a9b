using System.Buffers.Binary;

namespace Holdfast.Server.Hooks.Plugins.Processes;

/// <summary>
/// What a server and the process of a plugin send each other: four bytes with the number of the call, one with the kind, four with the
/// length of the content, and the content. Numbers are little-endian.
/// </summary>
/// <param name="Call">The number of the call; 0 for the plugin itself.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Content">JSON, or a text that says what failed.</param>
internal readonly record struct Frame(int Call, FrameKind Kind, ReadOnlyMemory<byte> Content)
{
    /// <summary>The most bytes of a text that says what failed.</summary>
    public const int LongestFailure = 4096;

    private const int HeadLength = 9;

    /// <summary>Reads a frame; null at the end of the stream, also within a frame.</summary>
    /// <exception cref="InvalidDataException">It is none: something else was written to the stream.</exception>
    public static async ValueTask<Frame?> ReadAsync(Stream stream, int mostBytes)
    {
        var head = new byte[HeadLength];
        if (await stream.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false) < HeadLength)
        {
            return null;
        }

        var frame = ReadHead(head, mostBytes);
        var count = await stream.ReadAtLeastAsync(frame.Content, frame.Content.Length, throwOnEndOfStream: false);
        return count == frame.Content.Length ? new Frame(frame.Call, frame.Kind, frame.Content) : null;
    }

    /// <summary>The same without a thread of the pool.</summary>
    public static Frame? Read(Stream stream, int mostBytes)
    {
        var head = new byte[HeadLength];
        if (stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength)
        {
            return null;
        }

        var frame = ReadHead(head, mostBytes);
        var count = stream.ReadAtLeast(frame.Content, frame.Content.Length, throwOnEndOfStream: false);
        return count == frame.Content.Length ? new Frame(frame.Call, frame.Kind, frame.Content) : null;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[HeadLength + Content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Call);
        bytes[4] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), Content.Length);
        Content.CopyTo(bytes.AsMemory(HeadLength));
        return bytes;
    }

    private static (int Call, FrameKind Kind, byte[] Content) ReadHead(byte[] head, int mostBytes)
    {
        var (call, kind, length) =
            (BinaryPrimitives.ReadInt32LittleEndian(head), (FrameKind)head[4], BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(5)));
        return call >= 0 && Enum.IsDefined(kind) && length >= 0 && length <= mostBytes
            ? (call, kind, new byte[length])
            : throw new InvalidDataException($"'{Excerpt.Of(head)}' begins no frame.");
    }
}
