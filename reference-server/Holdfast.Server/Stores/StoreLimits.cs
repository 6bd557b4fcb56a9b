namespace Holdfast.Server.Stores;

/// <summary>
/// The limits of a store, independent of the server's options. The server announces and enforces the stricter limit of both.
/// </summary>
public sealed record StoreLimits
{
    /// <summary>No limits.</summary>
    public static StoreLimits None { get; } = new();

    /// <summary>The fewest bytes of an append that isn't the upload's last; 0 for any. tus has no way to announce it.</summary>
    public long MinAppendSize { get; init; }

    /// <summary>The most bytes of one append; 0 for any. tus has no way to announce it.</summary>
    public long MaxAppendSize { get; init; }

    /// <summary>The most bytes of one upload; 0 for any.</summary>
    public long MaxSize { get; init; }

    /// <summary>Of how many partial uploads a final one can be made; 0 for any number.</summary>
    public int MaxParts { get; init; }

    /// <summary>
    /// How many files and sockets the store opens at once for all requests together, besides three for each request: 0 for a store that
    /// needs no more. The server keeps them free (<c>CapacityOptions.ReservedDescriptors</c>).
    /// </summary>
    public int Descriptors { get; init; }

    /// <summary>The smaller of two limits, each of which is none when it is 0; the largest number when neither is one.</summary>
    internal static long Stricter(long first, long second) =>
        Math.Min(first > 0 ? first : long.MaxValue, second > 0 ? second : long.MaxValue);
}
