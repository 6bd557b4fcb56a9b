namespace Holdfast.Conformance.Walks;

/// <summary>
/// The content of a walk's uploads: letters that depend on the seed, the upload, the variant and the position, so that any part can be
/// generated separately.
/// </summary>
internal static class WalkContent
{
    public static byte[] Bytes(ulong seed, int upload, int variant, long offset, int count)
    {
        var bytes = new byte[count];
        var stream = Mixed(Mixed(seed + (ulong)upload) + (ulong)variant);
        for (var at = 0; at < count; at++)
        {
            bytes[at] = (byte)('a' + (Mixed(stream + (ulong)(offset + at)) % 26));
        }

        return bytes;
    }

    // SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    private static ulong Mixed(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
