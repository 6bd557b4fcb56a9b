namespace Holdfast.Server.S3.Buffers;

/// <summary>The bytes of a <see cref="PartBuffer"/> as a content, which can be sent again.</summary>
/// <param name="buffer">The bytes.</param>
/// <param name="touched">Is called whenever some are taken.</param>
internal sealed class PartStream(PartBuffer buffer, Action? touched = null) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => buffer.Length;

    public override long Position { get; set; }

    public override int Read(Span<byte> into)
    {
        touched?.Invoke();
        var count = buffer.Read(Position, into);
        Position += count;
        return count;
    }

    public override int Read(byte[] array, int offset, int count) => Read(array.AsSpan(offset, count));

    // From memory or the page cache: a change of threads would cost more than the copy.
    public override ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken = default) => new(Read(into.Span));

    public override Task<int> ReadAsync(byte[] array, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(array.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] array, int offset, int count) => throw new NotSupportedException();
}
