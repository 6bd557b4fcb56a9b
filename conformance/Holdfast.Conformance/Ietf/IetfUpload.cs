using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>An upload that a case made: where it is, and what belongs into it.</summary>
internal sealed record IetfUpload(WireUrl Url, byte[] Content)
{
    public int Length => Content.Length;

    public ReadOnlyMemory<byte> From(int offset, int count) => Content.AsMemory(offset, count);

    public ReadOnlyMemory<byte> From(long offset) => Content.AsMemory((int)offset);
}
