namespace Holdfast.Conformance.Targets;

/// <summary>
/// The chunk lengths that a server accepts; an upload's last chunk may have any length. Some hosted services and object stores have such a
/// rule. The specification has none, so such a server is judged with chunks of permitted lengths.
/// </summary>
public sealed record ChunkRule
{
    /// <summary>Chunks of any length.</summary>
    public static ChunkRule None { get; } = new();

    /// <summary>Lengths are multiples of this number of bytes; at least 1.</summary>
    public int Multiple { get; init; } = 1;

    /// <summary>Lengths are at least this number of bytes; at least 0.</summary>
    public int Minimum { get; init; }

    /// <summary>Whether the server accepts a chunk of this many bytes that is not the last.</summary>
    public bool Allows(long bytes) => bytes >= Minimum && bytes % Multiple == 0;

    /// <summary>The smallest permitted length that is at least <paramref name="bytes"/>.</summary>
    public int AtLeast(int bytes) => (int)((Math.Max((long)bytes, Minimum) + Multiple - 1) / Multiple * Multiple);

    /// <summary>The rule in words, for example <c>a multiple of 262144 bytes and at least 5242880</c>.</summary>
    public override string ToString() => (Multiple, Minimum) switch
    {
        (1, 0) => "any length",
        (1, _) => $"at least {Minimum} bytes",
        (_, 0) => $"a multiple of {Multiple} bytes",
        _ => $"a multiple of {Multiple} bytes and at least {Minimum}",
    };
}
