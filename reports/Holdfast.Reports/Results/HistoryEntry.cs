using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>One operation of a case: the request, the response, and their times.</summary>
public sealed record HistoryEntry
{
    /// <summary>The operation's number in the case, from 1, in the order in which they were begun.</summary>
    public required int Number { get; init; }

    /// <summary>The connection that carried the request, counted as in <see cref="WireEntry.Connection"/>.</summary>
    public required int Connection { get; init; }

    /// <summary>The kind of operation.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>The request's method, or an empty text for bytes that the case wrote one by one.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The upload, by a letter: A is the first that the case uses. Omitted when there is none, or its URL is unknown.
    /// </summary>
    public string? Upload { get; init; }

    /// <summary>Milliseconds from the case's start to the moment before the request was sent.</summary>
    public required double AtMs { get; init; }

    /// <summary>Milliseconds to the answer, or to the end of its connection. Left out when the case ended before either.</summary>
    public double? EndMs { get; init; }

    /// <summary>How it ended.</summary>
    public required OperationOutcome Outcome { get; init; }

    /// <summary>The offset that the bytes were sent for.</summary>
    public long? Offset { get; init; }

    /// <summary>The number of bytes of the request's body. Omitted when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Bytes { get; init; }

    /// <summary>
    /// The number of bytes of the body that were sent; fewer than <see cref="Bytes"/> when the transfer was cut. Omitted when there are
    /// none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Sent { get; init; }

    /// <summary>The length of the whole upload, where the request declares it.</summary>
    public long? Length { get; init; }

    /// <summary>Whether the request says that its bytes are the last; only the IETF draft can.</summary>
    public bool? Completes { get; init; }

    /// <summary>The final status.</summary>
    public int? Status { get; init; }

    /// <summary>The offset in the final answer.</summary>
    public long? AnsweredOffset { get; init; }

    /// <summary>The completeness that the final response reports; only responses of the IETF draft do.</summary>
    public bool? AnsweredComplete { get; init; }

    /// <summary>The number of bytes of content in the response to GET.</summary>
    public long? AnsweredBytes { get; init; }

    /// <summary>Offsets that interim responses reported while the request ran. Omitted when there are none.</summary>
    public IReadOnlyList<ProgressEntry>? Progress { get; init; }
}
