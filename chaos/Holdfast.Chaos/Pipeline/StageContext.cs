namespace Holdfast.Chaos.Pipeline;

/// <summary>What a stage needs from the link in which it works.</summary>
/// <param name="Clock">The proxy's time.</param>
/// <param name="Random">This toxic's generator on this connection.</param>
/// <param name="Offset">The bytes that had passed when the stage came.</param>
/// <param name="Stream">The direction of the link.</param>
/// <param name="Told">Reports an effect: what it was, the toxic, the direction, the offset and a sentence.</param>
internal sealed record StageContext(
    MonotonicClock Clock,
    SplitMix64 Random,
    long Offset,
    ToxicStream Stream,
    Action<ChaosEventKind, Toxic, ToxicStream, long, string> Told)
{
    /// <summary>Reports that the toxic had an effect.</summary>
    public void Applied(Toxic toxic, long offset, string detail) => Told(ChaosEventKind.ToxicApplied, toxic, Stream, offset, detail);

    /// <summary>Reports that the toxic does not understand the data and lets it pass.</summary>
    public void Untouched(Toxic toxic, long offset) => Told(
        ChaosEventKind.PassedUntouched, toxic, Stream, offset, "This is not HTTP/1.x; it passes untouched to the end of the connection.");
}
