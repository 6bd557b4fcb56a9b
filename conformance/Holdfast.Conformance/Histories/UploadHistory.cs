using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories;

/// <summary>The operations on one upload.</summary>
internal sealed class UploadHistory
{
    /// <summary>Refusals that leave the upload as it is, unless the request was under way while another one took over from it.</summary>
    private static readonly int[] Refusals = [403, 404, 405, 409, 410, 412, 415, 423, 429];

    private readonly bool _isDraft;

    public UploadHistory(string url, string label, IReadOnlyList<Operation> operations, bool isDraft, bool isClear)
    {
        (Url, Label, Operations, _isDraft) = (url, label, operations, isDraft);
        IsFinal = operations.Any(operation => operation.Kind == OperationKind.Concatenate);
        IsClear = isClear && !IsFinal && operations.All(operation => operation.IsClear);
        IsCreated = operations.Any(operation => operation.Kind == OperationKind.Create);
        Writes = [.. operations.Where(operation => operation is { IsWrite: true, Offset: not null } && CouldHaveWritten(operation))];
        Observations =
            IsFinal ? [] : [.. operations.SelectMany(operation => ObservationsOf(operation)).OrderBy(observation => observation.To)];
        Length = operations.Select(operation => operation.AnsweredLength
            ?? (operation is { IsOk: true, IsWrite: true } ? operation.Length : null)).FirstOrDefault(length => length is not null);
        Completion = operations.Where(IsCompleted).MinBy(operation => operation.EndedAt);
        Contents =
            [.. operations.Where(operation => operation.Content is not null && (!isDraft || Completion?.Precedes(operation) == true))];
    }

    public string Url { get; }

    public string Label { get; }

    /// <summary>In the order in which they were invoked.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Whether the upload is concatenated from others, so that its bytes were written elsewhere.</summary>
    public bool IsFinal { get; }

    /// <summary>Whether the meaning of all its requests is clear.</summary>
    public bool IsClear { get; }

    /// <summary>Whether it was made in this history, and so began at offset 0.</summary>
    public bool IsCreated { get; }

    /// <summary>The operations whose bytes it may hold.</summary>
    public IReadOnlyList<Operation> Writes { get; }

    /// <summary>The offsets that the server reported, in the order of the responses.</summary>
    public IReadOnlyList<Observation> Observations { get; }

    /// <summary>Its length, if declared or reported.</summary>
    public long? Length { get; }

    /// <summary>The operation whose answer was the first to show it complete.</summary>
    public Operation? Completion { get; }

    /// <summary>The operations that gave its content.</summary>
    public IReadOnlyList<Operation> Contents { get; }

    /// <summary>The highest offset reported before <paramref name="at"/>.</summary>
    public Observation? Highest(TimeSpan at, bool acknowledged) => Highest(acknowledged, observation => observation.To <= at);

    /// <summary>The highest offset that the server certainly reported before it read the one of <paramref name="later"/>.</summary>
    public Observation? HighestBefore(Observation later, bool acknowledged) => Highest(
        acknowledged,
        observation => observation.To <= later.From || (observation.Operation == later.Operation && observation.Place < later.Place));

    private Observation? Highest(bool acknowledged, Func<Observation, bool> isBefore) =>
        Observations.Where(observation => observation.IsAcknowledgement == acknowledged && isBefore(observation))
            .MaxBy(observation => observation.Offset);

    private bool CouldHaveWritten(Operation write) =>
        write.Outcome != OperationOutcome.Fail || !Refusals.Contains(write.Status!.Value)
            || Operations.Any(other => other != write && other.Overlaps(write));

    // In tus an upload is complete when all of it is there; in the draft, when the server says so.
    private bool IsCompleted(Operation operation) => operation.IsOk && (_isDraft
        ? operation.AnsweredComplete == true || operation is { IsWrite: true, Completes: true, AnsweredComplete: null }
        : Length is { } length && (operation.Acknowledged ?? HeadOffset(operation)) == length);

    private static long? HeadOffset(Operation operation) => operation.Kind == OperationKind.Head ? operation.AnsweredOffset : null;

    // While a body with a checksum arrives, the offset may advance, and go back when the checksum does not match (tus 1.0.0, Checksum).
    private IEnumerable<Observation> ObservationsOf(Operation operation)
    {
        var mayGoBack = Operations.Any(other => other.IsVerified && other.IsWrite && other != operation && other.Overlaps(operation));
        var place = 0;
        foreach (var told in operation.IsVerified ? [] : operation.Progress)
        {
            yield return new Observation(operation, place++, told.Offset, told.At, IsAcknowledgement: true);
        }

        if (operation.Acknowledged is { } acknowledged)
        {
            yield return new Observation(operation, place, acknowledged, operation.EndedAt!.Value, IsAcknowledgement: true);
        }
        else if (!mayGoBack && operation.AnsweredOffset is { } offset && (IsRead(operation) || (_isDraft && IsMismatch(operation))))
        {
            yield return new Observation(operation, place, offset, operation.EndedAt!.Value, IsAcknowledgement: false);
        }
    }

    private static bool IsRead(Operation operation) => operation is { IsOk: true, Kind: OperationKind.Head };

    // Draft, Offset mismatch: the answer carries the correct offset. tus does not define the offset of a 409.
    private static bool IsMismatch(Operation operation) => operation is { Kind: OperationKind.Append, Status: 409 };
}
