using System.Text;

namespace Holdfast.Chaos.Pipeline;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): 64 bits of state, and good numbers from any
/// seed, also from consecutive ones. So connection numbers can be mixed in as they are.
/// </summary>
internal struct SplitMix64(ulong state)
{
    // 2^64 divided by the golden ratio, rounded to an odd number: the increment that the paper gives.
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state = state;

    /// <summary>
    /// The generator of one toxic on one connection. It depends on seed, connection and toxic only, not on scheduling, so that the same
    /// seed gives the same decisions.
    /// </summary>
    public static SplitMix64 For(ulong seed, int connection, string toxic) =>
        new(Mix(Mix(seed) ^ ((ulong)connection * Gamma)) ^ Hash(toxic));

    /// <summary>Derives a seed for a name.</summary>
    public static ulong SeedFor(ulong seed, string name) => Mix(Mix(seed) ^ Hash(name));

    public ulong Next() => Mix(_state += Gamma);

    /// <summary>A number uniform in [0, 1), with the 24 bits that a float holds.</summary>
    public float NextSingle() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>A number uniform in [0, <paramref name="bound"/>): the high half of the product.</summary>
    public long Below(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    // FNV-1a, because string.GetHashCode differs from process to process.
    private static ulong Hash(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return Mix(hash);
    }
}
