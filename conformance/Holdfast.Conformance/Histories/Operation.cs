using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories;

/// <summary>
/// One operation of a history, in terms that tus and the draft share: the upload, the request, the response, and their times. An operation
/// without an answer may take effect at any time after it was invoked, also after its connection ended.
/// </summary>
internal sealed record Operation
{
    /// <summary>Replaces the method when content was read from the store's directory.</summary>
    public const string FoundInDirectory = "content-dir";

    /// <summary>From 1, in the order in which the operations were invoked.</summary>
    public required int Number { get; init; }

    public int Connection { get; init; }

    public OperationKind Kind { get; init; }

    public string Method { get; init; } = "";

    /// <summary>The upload, by its URL's path and query; <see langword="null"/> when there is none, or the URL is unknown.</summary>
    public string? Upload { get; init; }

    /// <summary>Whether the request's meaning is clear: a malformed request may have another effect.</summary>
    public bool IsClear { get; init; } = true;

    public TimeSpan InvokedAt { get; init; }

    /// <summary>The time of the response or of the connection's end; <see langword="null"/> when neither occurred.</summary>
    public TimeSpan? EndedAt { get; init; }

    public OperationOutcome Outcome { get; init; }

    /// <summary>The offset that the bytes were sent for.</summary>
    public long? Offset { get; init; }

    /// <summary>The length of the upload, where the request declares it.</summary>
    public long? Length { get; init; }

    /// <summary>Whether the bytes are said to be the last; only the draft can say.</summary>
    public bool? Completes { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// How many bytes of the body were sent at most: those that were handed to the socket, and perhaps the framing with them.
    /// </summary>
    public long Sent
    {
        get => Math.Min(field, Body.Length);
        init;
    } = long.MaxValue;

    /// <summary>Whether the request has a digest, so that the server may drop the whole body when it does not match.</summary>
    public bool IsVerified { get; init; }

    public int? Status { get; init; }

    public long? AnsweredOffset { get; init; }

    public long? AnsweredLength { get; init; }

    public bool? AnsweredComplete { get; init; }

    /// <summary>The offset up to which the response acknowledges bytes; <see langword="null"/> when it does not say.</summary>
    public long? Acknowledged { get; init; }

    /// <summary>The content in the response to GET, if it is the upload's and complete.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>The URL of the result as the response names it, which may differ from the upload's (the draft).</summary>
    public string? Result { get; init; }

    /// <summary>
    /// The time from which the upload may have expired, as the response announces it; <see langword="null"/> when it announces none.
    /// </summary>
    public TimeSpan? MayEndAt { get; init; }

    /// <summary>The offsets that interim responses reported.</summary>
    public IReadOnlyList<ToldOffset> Progress { get; init; } = [];

    public bool IsOk => Outcome == OperationOutcome.Ok;

    public bool IsWrite => Kind is OperationKind.Create or OperationKind.Append;

    /// <summary>The bytes that the server may hold.</summary>
    public ReadOnlyMemory<byte> Bytes => Body[..(int)(Reach - Offset.GetValueOrDefault())];

    /// <summary>
    /// The first offset that the bytes cannot reach: all sent bytes, except those that a success did not acknowledge (tus 1.0.0, PATCH: the
    /// new offset counts what was received and kept).
    /// </summary>
    public long Reach => IsOk && Acknowledged is { } kept ? Math.Clamp(kept, Offset.GetValueOrDefault(), SentReach) : SentReach;

    /// <summary>The first offset that is not acknowledged, as far as there are bytes to compare.</summary>
    public long AcknowledgedReach => Math.Min(Acknowledged ?? 0, SentReach);

    private long SentReach => Offset.GetValueOrDefault() + Sent;

    /// <summary>Whether this operation was over before the other one began. One without an answer never is.</summary>
    public bool Precedes(Operation other) => Outcome != OperationOutcome.Info && EndedAt <= other.InvokedAt;

    /// <summary>Whether the two may have met at the server.</summary>
    public bool Overlaps(Operation other) => !Precedes(other) && !other.Precedes(this);

    public override string ToString()
    {
        var bytes = IsWrite ? string.Create(CultureInfo.InvariantCulture, $" of {Sent} bytes at {Offset}") : "";
        var answer = Method == FoundInDirectory
            ? "read" : Status is { } status ? string.Create(CultureInfo.InvariantCulture, $"answered {status}") : "not answered";
        return string.Create(
            CultureInfo.InvariantCulture, $"operation {Number} ({(Method.Length == 0 ? "raw bytes" : Method)}{bytes}, {answer})");
    }
}
