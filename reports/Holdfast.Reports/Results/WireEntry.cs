namespace Holdfast.Reports.Results;

/// <summary>One event on a connection.</summary>
public sealed record WireEntry
{
    /// <summary>Milliseconds since the case began.</summary>
    public required double AtMs { get; init; }

    /// <summary>The connection, counted from 1 within the case; 0 for an action of the case itself.</summary>
    public required int Connection { get; init; }

    /// <summary>Who did it.</summary>
    public required WireDirection Direction { get; init; }

    /// <summary>What it is: <c>connect</c>, <c>head</c>, <c>interim</c>, <c>body</c>, <c>trailer</c>, <c>close</c>, <c>reset</c> or <c>note</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The octets as text, one character (U+0000 to U+00FF) per octet, or a sentence for events without octets.</summary>
    public required string Text { get; init; }

    /// <summary>How many octets there were; more than <see cref="Text"/> shows when it was cut.</summary>
    public long Bytes { get; init; }
}
