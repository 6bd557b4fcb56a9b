using Holdfast.Server.Files;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Stores.FileStore;

/// <summary>Some bytes of a file that may still grow, from <paramref name="position"/> to <paramref name="end"/>.</summary>
internal sealed class FileRangeStream(FileCalls calls, SafeFileHandle file, long position, long end) : Stream
{
    private long _position = position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw OnlyRead();

    public override long Position
    {
        get => throw OnlyRead();
        set => throw OnlyRead();
    }

    public override int Read(Span<byte> buffer) => Advance(calls.Read(file, buffer[..Room(buffer.Length)], _position));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Advance(await calls.ReadAsync(file, buffer[..Room(buffer.Length)], _position, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => throw OnlyRead();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw OnlyRead();

    public override void Write(byte[] buffer, int offset, int count) => throw OnlyRead();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException OnlyRead() => new("A download is read once, from its beginning to its end.");

    private int Room(int wanted) => (int)Math.Min(end - _position, wanted);

    private int Advance(int count)
    {
        _position += count;
        return count;
    }
}
