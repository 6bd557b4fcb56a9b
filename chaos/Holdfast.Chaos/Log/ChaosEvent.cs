namespace Holdfast.Chaos;

/// <summary>An event in a proxy's log: which fault affected which connection, at which byte and time.</summary>
/// <param name="Timestamp">
/// The <see cref="TimeProvider.GetTimestamp"/> of the proxy's clock: monotonic, in units of its
/// <see cref="TimeProvider.TimestampFrequency"/>.
/// </param>
/// <param name="Connection">The number of the connection, from 1 in order of acceptance; 0 for the whole proxy.</param>
/// <param name="Kind">The kind of event.</param>
/// <param name="Stream">The direction, if the event concerns one.</param>
/// <param name="Toxic">The type of the toxic, if the event concerns one.</param>
/// <param name="Offset">How many bytes had passed in that direction.</param>
/// <param name="Detail">The event in a sentence.</param>
public sealed record ChaosEvent(
    long Timestamp, int Connection, ChaosEventKind Kind, ToxicStream? Stream, string? Toxic, long Offset, string Detail);
