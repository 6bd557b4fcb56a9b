using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos;

/// <summary>Cuts chunks into small pieces, each sent by a write of its own.</summary>
public sealed record SlicerToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "slicer";

    /// <summary>
    /// The bytes of a piece. Chunks are halved until they are no longer than this plus the variation, so it is nearer to a
    /// maximum than to a mean. Zero and below: nothing is cut.
    /// </summary>
    public long AverageSize { get; init; }

    /// <summary>How many bytes the cut may lie off the middle; what reaches the average size counts as one less.</summary>
    public long SizeVariation { get; init; }

    /// <summary>The time after every piece, also the last of a chunk. Timers are exact to a millisecond.</summary>
    public TimeSpan Delay { get; init; }

    internal override Stage CreateStage(StageContext context) => new SlicerStage(this, context);
}
