using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server;

/// <summary>The first <paramref name="length"/> bytes of a file that may still grow, so that an answer is as long as it said.</summary>
internal sealed class PrefixStream(SafeFileHandle file, long length) : Stream
{
    private readonly FileStream _file = new(file, FileAccess.Read);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => _file.Read(buffer, offset, Room(count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _file.ReadAsync(buffer[..Room(buffer.Length)], cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) =>
        _file.Seek(origin == SeekOrigin.End ? length + offset : offset, origin == SeekOrigin.End ? SeekOrigin.Begin : origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("A download is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A download is read only.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Room(int wanted) => (int)Math.Clamp(length - _file.Position, 0, wanted);
}
