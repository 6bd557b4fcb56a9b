using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience;

/// <summary>An upload of either protocol: where it is, and what belongs into it.</summary>
internal sealed record Upload(WireUrl Url, byte[] Content)
{
    public int Length => Content.Length;

    public ReadOnlyMemory<byte> From(long offset, int count) => Content.AsMemory((int)offset, count);

    public ReadOnlyMemory<byte> From(long offset) => Content.AsMemory((int)offset);
}
