namespace Holdfast.Client.Sources;

/// <summary>Reads a stream that can seek. A gate serves several readers one after the other.</summary>
internal sealed class SeekableReader(Stream stream, long start, long length) : ContentReader
{
    private readonly SemaphoreSlim _gate = new(1);

    public override long? Length => length;

    public override async ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(buffer.Length, length - position);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (stream.Position != start + position)
            {
                stream.Position = start + position;
            }

            return count == 0 ? 0 : await stream.ReadAsync(buffer[..count], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gate.Dispose();
        }

        base.Dispose(disposing);
    }
}
