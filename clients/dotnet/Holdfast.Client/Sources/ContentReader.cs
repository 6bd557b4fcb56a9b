namespace Holdfast.Client.Sources;

/// <summary>Reads content by position, as often as a network needs it.</summary>
internal abstract class ContentReader : IDisposable
{
    /// <summary>The length of the content; null while it is unknown.</summary>
    public abstract long? Length { get; }

    /// <summary>Whether any part can be read at any time, also by several readers at once.</summary>
    public virtual bool IsRandomAccess => true;

    /// <summary>The smallest position that can be read.</summary>
    public virtual long First => 0;

    /// <summary>
    /// How many bytes from this position on may be sent before the server has stored some. More cannot be read until
    /// <see cref="ReleaseAsync"/>.
    /// </summary>
    public virtual long Window(long position) => long.MaxValue;

    /// <summary>Reads at least one byte; 0 at the end of the content or of the window.</summary>
    public abstract ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>
    /// The server has stored the bytes before this position: they are not read again. Skips what was not read yet, because an earlier call
    /// sent it.
    /// </summary>
    public virtual ValueTask ReleaseAsync(long position, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
