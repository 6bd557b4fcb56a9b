using Holdfast.Client.Sources;
using Holdfast.Protocol.Checksums;

namespace Holdfast.Client.Exchanges;

/// <summary>A part of the content for one request.</summary>
/// <param name="Reader">The content.</param>
/// <param name="Start">The position of its first byte.</param>
/// <param name="Count">How many bytes; null: up to the end of the content, of the reader's window or of <see cref="Most"/>.</param>
internal sealed record UploadBody(ContentReader Reader, long Start, long? Count)
{
    /// <summary>The most bytes, where their number is not known.</summary>
    public long Most { get; init; } = long.MaxValue;

    /// <summary>Called with the number of bytes after each write.</summary>
    public Action<int> Sent { get; init; } = _ => { };

    /// <summary>Begins the checksum of the trailer; null for none.</summary>
    public Func<RunningChecksum>? Trailer { get; init; }

    public static UploadBody Empty(ContentReader reader) => new(reader, 0, 0);
}
