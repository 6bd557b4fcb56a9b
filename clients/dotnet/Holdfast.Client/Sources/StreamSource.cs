using Holdfast.Client.Sources;

namespace Holdfast.Client;

internal sealed class StreamSource(Stream stream, long? length, string? identity) : UploadSource(name: null, identity)
{
    // Another call begins where the content began, not where the call before it stopped reading.
    private readonly long _start = stream.CanSeek ? stream.Position : 0;

    internal override ContentReader Open(int bufferSize) => stream.CanSeek
        ? new SeekableReader(stream, _start, length ?? Math.Max(0, stream.Length - _start))
        : new WindowReader(stream, length, bufferSize);
}
