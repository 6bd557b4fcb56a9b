using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience;

/// <summary>An upload of either protocol: where it is, and what belongs into it.</summary>
internal sealed record Upload(WireUrl Url, byte[] Content)
{
    public int Length => Content.Length;

    /// <summary>The octets from an offset on, as many as there are: a broken server may tell an offset that lies anywhere.</summary>
    public ReadOnlyMemory<byte> From(long offset, int count = int.MaxValue)
    {
        var start = (int)Math.Clamp(offset, 0, Length);
        return Content.AsMemory(start, Math.Clamp(count, 0, Length - start));
    }
}
