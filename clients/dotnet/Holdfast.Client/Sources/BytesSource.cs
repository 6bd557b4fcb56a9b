using Holdfast.Client.Sources;

namespace Holdfast.Client;

internal sealed class BytesSource(ReadOnlyMemory<byte> bytes, string? identity) : UploadSource(name: null, identity)
{
    internal override ContentReader Open(int bufferSize) => new BytesReader(bytes);
}
