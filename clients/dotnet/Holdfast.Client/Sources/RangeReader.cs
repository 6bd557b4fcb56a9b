namespace Holdfast.Client.Sources;

/// <summary>A part of content that others read, too. Disposing it leaves the whole open.</summary>
internal sealed class RangeReader(ContentReader whole, long start, long length) : ContentReader
{
    public override long? Length => length;

    public override ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) =>
        whole.ReadAsync(start + position, buffer[..(int)Math.Min(buffer.Length, length - position)], cancellationToken);
}
