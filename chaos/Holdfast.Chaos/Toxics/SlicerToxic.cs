namespace Holdfast.Chaos;

/// <summary>Cuts chunks into small pieces, each sent by a write of its own.</summary>
public sealed record SlicerToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "slicer";

    /// <summary>
    /// The bytes of a piece. Chunks are halved until they are no longer than this plus the variation, so it is nearer to a
    /// maximum than to a mean. It is 1 at least.
    /// </summary>
    public long AverageSize { get; init; }

    /// <summary>
    /// How many bytes the cut may lie off the middle, from 0 to <see cref="AverageSize"/>; that size itself counts as one less.
    /// </summary>
    public long SizeVariation { get; init; }

    /// <summary>The time after every piece, also the last of a chunk. Timers are exact to a millisecond.</summary>
    public TimeSpan Delay { get; init; }

    // Toxiproxy's checks since 2.13; before, such sizes ended its process.
    internal override string? Problem => base.Problem
        ?? (AverageSize < 1 ? $"'average_size' is {AverageSize}, but must be greater than 0: it is the bytes of a piece." : null)
        ?? (SizeVariation < 0 || SizeVariation > AverageSize
            ? $"'size_variation' is {SizeVariation}, but must be from 0 to 'average_size', which is {AverageSize}."
            : null);
}
