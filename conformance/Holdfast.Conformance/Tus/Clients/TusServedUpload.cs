using System.Buffers;

namespace Holdfast.Conformance.Tus.Clients;

/// <summary>An upload on the server that a client is tested with.</summary>
/// <param name="path">Its path, which is also the value of <c>Location</c>.</param>
/// <param name="length">Its length in bytes.</param>
internal sealed class TusServedUpload(string path, long length)
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _content = new();

    public string Path => path;

    public long Length => length;

    public long Offset
    {
        get
        {
            lock (_gate)
            {
                return _content.WrittenCount;
            }
        }
    }

    public bool IsComplete => Offset == Length;

    public byte[] Content()
    {
        lock (_gate)
        {
            return _content.WrittenSpan.ToArray();
        }
    }

    /// <summary>Stores bytes, but none beyond the length.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _content.Write(bytes[..(int)Math.Min(bytes.Length, Length - _content.WrittenCount)]);
        }
    }
}
