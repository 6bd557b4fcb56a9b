using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>An upload that a case made: where it is, and what belongs into it.</summary>
internal sealed record IetfUpload(WireUrl Url, byte[] Content)
{
    public int Length => Content.Length;

    /// <summary>A part of the content, as much of it as there is: a server may claim an offset beyond the end.</summary>
    public ReadOnlyMemory<byte> From(long offset, int count)
    {
        var from = (int)Math.Min(offset, Length);
        return Content.AsMemory(from, Math.Clamp(count, 0, Length - from));
    }

    /// <summary>The rest of the content.</summary>
    public ReadOnlyMemory<byte> From(long offset) => From(offset, Length);
}
