namespace Holdfast.Chaos;

/// <summary>Cuts chunks into small pieces, and sends each with a separate write.</summary>
public sealed record SlicerToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "slicer";

    /// <summary>
    /// The size of a piece in bytes, at least 1. Chunks are halved until they are at most this plus <see cref="SizeVariation"/> long, so
    /// the value is closer to a maximum than to a mean.
    /// </summary>
    public long AverageSize { get; init; }

    /// <summary>
    /// How far from the middle a chunk may be cut, in bytes, from 0 to <see cref="AverageSize"/>. The value of AverageSize itself counts
    /// as one less.
    /// </summary>
    public long SizeVariation { get; init; }

    /// <summary>The delay after each piece, also after the last one of a chunk. Delays are exact to about a millisecond.</summary>
    public TimeSpan Delay { get; init; }

    // Toxiproxy's checks since 2.13; before, such sizes ended its process.
    internal override string? Problem => base.Problem
        ?? (AverageSize < 1 ? $"'average_size' is {AverageSize}, but must be greater than 0: it is the bytes of a piece." : null)
        ?? (SizeVariation < 0 || SizeVariation > AverageSize
            ? $"'size_variation' is {SizeVariation}, but must be from 0 to 'average_size', which is {AverageSize}."
            : null);
}
