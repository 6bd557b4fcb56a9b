namespace Holdfast.Chaos.Pipeline;

/// <summary>The part of a connection and direction that a stage uses.</summary>
/// <param name="Clock">The proxy's clock.</param>
/// <param name="Random">The random numbers of this toxic on this connection.</param>
/// <param name="Offset">How many bytes had passed when the stage was created.</param>
/// <param name="Stream">The direction of the link.</param>
/// <param name="Log">Logs an effect: its kind, the toxic, the direction, the offset and a sentence.</param>
internal sealed record StageContext(
    MonotonicClock Clock,
    SplitMix64 Random,
    long Offset,
    ToxicStream Stream,
    Action<ChaosEventKind, Toxic, ToxicStream, long, string> Log)
{
    /// <summary>Logs that the toxic had an effect.</summary>
    public void Applied(Toxic toxic, long offset, string detail) => Log(ChaosEventKind.ToxicApplied, toxic, Stream, offset, detail);

    /// <summary>Logs that the data is not HTTP/1.x, so that the toxic passes it on unchanged.</summary>
    public void Untouched(Toxic toxic, long offset) => Log(
        ChaosEventKind.PassedUntouched, toxic, Stream, offset, "This is not HTTP/1.x; it passes untouched to the end of the connection.");
}
