namespace Holdfast.Reports.Results;

/// <summary>One thing that the fault proxy did.</summary>
public sealed record FaultEntry
{
    /// <summary>Milliseconds since the case began.</summary>
    public required double AtMs { get; init; }

    /// <summary>Milliseconds to its end: it was removed, or the connection that it struck ended. Left out for what took no time.</summary>
    public double? EndMs { get; init; }

    /// <summary>The connection, as <see cref="WireEntry.Connection"/> counts; 0 for the link as a whole.</summary>
    public required int Connection { get; init; }

    /// <summary>
    /// The fault, by its toxic type: <c>latency</c>, <c>limit_data</c>, … or an event of the link: <c>open</c>, <c>close</c>.
    /// </summary>
    public required string Fault { get; init; }

    /// <summary>The direction it applies to: <c>upstream</c>, <c>downstream</c>, or <see langword="null"/> for both.</summary>
    public string? Stream { get; init; }

    /// <summary>How many bytes had passed in that direction when it struck.</summary>
    public long Byte { get; init; }

    /// <summary>The fault in words.</summary>
    public required string Detail { get; init; }
}
