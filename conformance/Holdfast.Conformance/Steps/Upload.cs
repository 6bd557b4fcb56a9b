using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Steps;

/// <summary>An upload that a case created with either protocol: its URL and its content.</summary>
internal sealed record Upload(WireUrl Url, byte[] Content)
{
    public int Length => Content.Length;

    /// <summary>The bytes from an offset on, if any: a broken server may report any offset.</summary>
    public ReadOnlyMemory<byte> From(long offset, int count = int.MaxValue)
    {
        var start = (int)Math.Clamp(offset, 0, Length);
        return Content.AsMemory(start, Math.Clamp(count, 0, Length - start));
    }
}
