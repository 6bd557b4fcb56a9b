namespace Holdfast.Conformance.Tests.Wire;

/// <summary>Gives its bytes in pieces of the given sizes, over and over; without sizes, all at once. Then it ends.</summary>
internal sealed class PiecewiseStream(byte[] bytes, int[] sizes) : MemoryStream(bytes, writable: false)
{
    private int _reads;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var most = sizes.Length == 0 ? buffer.Length : Math.Min(buffer.Length, sizes[_reads++ % sizes.Length]);
        return base.ReadAsync(buffer[..most], cancellationToken);
    }
}
