namespace Holdfast.Chaos;

/// <summary>
/// Drops chunks of its direction at random: what one read returned is gone, and the stream has a hole. It is Toxiproxy's,
/// since 2.13; a lost packet of a real network is sent again by TCP, and shows as delay.
/// </summary>
public sealed record PacketLossToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "packet_loss";

    /// <summary>The probability with which a chunk is dropped; below 0 counts as 0, above 1 as 1.</summary>
    public double LossRate { get; init; }

    /// <summary>
    /// What is added to the probability when the chunk before was dropped, so that losses come in bursts; below 0 counts
    /// as 0, above 1 as 1.
    /// </summary>
    public double Correlation { get; init; }

    internal override string? Problem => base.Problem ?? (double.IsFinite(LossRate) && double.IsFinite(Correlation)
        ? null
        : $"The loss rate is {LossRate} with a correlation of {Correlation}. Give numbers from 0 to 1.");
}
