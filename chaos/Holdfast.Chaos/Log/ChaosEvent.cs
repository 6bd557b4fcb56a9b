namespace Holdfast.Chaos;

/// <summary>One line of a proxy's log: which fault hit which connection, at which byte, at which time.</summary>
/// <param name="Timestamp">From the proxy's <see cref="TimeProvider.GetTimestamp"/>: monotonic, in its own frequency.</param>
/// <param name="Connection">Counted from 1 in order of acceptance; 0 means the whole proxy.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Stream">The direction, where one is concerned.</param>
/// <param name="Toxic">The type of the toxic, where one is concerned.</param>
/// <param name="Offset">The bytes that had passed in that direction.</param>
/// <param name="Detail">A sentence.</param>
public sealed record ChaosEvent(
    long Timestamp, int Connection, ChaosEventKind Kind, ToxicStream? Stream, string? Toxic, long Offset, string Detail);
