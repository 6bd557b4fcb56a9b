namespace Holdfast.Client.Sources;

internal sealed class BytesReader(ReadOnlyMemory<byte> bytes) : ContentReader
{
    public override long? Length => bytes.Length;

    public override ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(buffer.Length, bytes.Length - position);
        bytes.Slice((int)position, count).CopyTo(buffer);
        return ValueTask.FromResult(count);
    }
}
