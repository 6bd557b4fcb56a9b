namespace Holdfast.Protocol.Checksums;

/// <summary>A checksum over bytes that come in pieces.</summary>
public abstract class RunningChecksum : IDisposable
{
    /// <summary>The algorithm's name on the wire.</summary>
    public abstract string Algorithm { get; }

    /// <summary>The digest's size in bytes.</summary>
    public abstract int DigestSize { get; }

    /// <summary>Takes the next bytes.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The digest of all bytes taken; nothing can be taken afterwards. CRCs come most significant byte first.</summary>
    public abstract byte[] Finish();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the algorithm holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
