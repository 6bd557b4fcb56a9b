namespace Holdfast.Reports.Results;

/// <summary>One event on a connection.</summary>
public sealed record WireEntry
{
    /// <summary>Milliseconds since the case began.</summary>
    public required double AtMs { get; init; }

    /// <summary>The connection, counted from 1 within the case; 0 for an action of the case itself.</summary>
    public required int Connection { get; init; }

    /// <summary>The side that caused it.</summary>
    public required WireDirection Direction { get; init; }

    /// <summary>
    /// The kind of event: <c>connect</c>, <c>head</c>, <c>interim</c>, <c>body</c>, <c>trailer</c>, <c>close</c>, <c>reset</c> or
    /// <c>note</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>The bytes as text, one character (U+0000 to U+00FF) for each, or a sentence for events without bytes.</summary>
    public required string Text { get; init; }

    /// <summary>How many bytes there were, where <see cref="Text"/> does not show them as they were; left out where it does.</summary>
    public long? Bytes { get; init; }
}
