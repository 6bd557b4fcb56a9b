namespace Holdfast.Chaos;

/// <summary>
/// Drops chunks of its direction at random, as Toxiproxy has it since 2.13. A chunk is what one read returned; the stream lacks its bytes.
/// In a real network TCP sends a lost packet again, and the application sees a delay instead.
/// </summary>
public sealed record PacketLossToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "packet_loss";

    /// <summary>The probability with which a chunk is dropped; below 0 counts as 0, above 1 as 1.</summary>
    public double LossRate { get; init; }

    /// <summary>
    /// Makes losses come in bursts: the value is added to <see cref="LossRate"/> for a chunk that follows a dropped one. Below 0 it
    /// counts as 0, above 1 as 1.
    /// </summary>
    public double Correlation { get; init; }

    internal override string? Problem => base.Problem ?? (double.IsFinite(LossRate) && double.IsFinite(Correlation)
        ? null
        : $"The loss rate is {LossRate} with a correlation of {Correlation}. Give numbers from 0 to 1.");
}
