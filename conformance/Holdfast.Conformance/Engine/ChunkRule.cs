namespace Holdfast.Conformance.Engine;

/// <summary>
/// A server's rule for the length of every chunk except the last, as hosted services and object stores have. The specification has no such
/// rule, so the suite sends chunks that follow it.
/// </summary>
public sealed record ChunkRule
{
    /// <summary>Chunks of any length.</summary>
    public static ChunkRule None { get; } = new();

    /// <summary>The lengths are multiples of this many bytes, from 1.</summary>
    public int Multiple { get; init; } = 1;

    /// <summary>The lengths are at least this many bytes, from 0.</summary>
    public int Minimum { get; init; }

    /// <summary>Whether a chunk of that many bytes may go before others.</summary>
    public bool Allows(long octets) => octets >= Minimum && octets % Multiple == 0;

    /// <summary>The smallest length from <paramref name="octets"/> on that a chunk before others may have.</summary>
    public int AtLeast(int octets) => (int)((Math.Max((long)octets, Minimum) + Multiple - 1) / Multiple * Multiple);

    /// <summary>The rule in words, for example <c>a multiple of 262144 bytes and at least 5242880</c>.</summary>
    public override string ToString() => (Multiple, Minimum) switch
    {
        (1, 0) => "any length",
        (1, _) => $"at least {Minimum} bytes",
        (_, 0) => $"a multiple of {Multiple} bytes",
        _ => $"a multiple of {Multiple} bytes and at least {Minimum}",
    };
}
