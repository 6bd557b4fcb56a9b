namespace Holdfast.Reports.Results;

/// <summary>One judgement: the expected and the actual value.</summary>
public sealed record CheckRecord
{
    /// <summary>The requirements that are judged; empty for a fact that nothing demands.</summary>
    public IReadOnlyList<string> Requirements { get => field ?? []; init; }

    /// <summary>The judgement.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The examined property, for example <c>status of the PATCH at offset 4</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The expected value; <see langword="null"/> when nothing is demanded.</summary>
    public string? Expected { get; init; }

    /// <summary>The actual value.</summary>
    public required string Actual { get; init; }

    /// <summary>The numbers of the operations that a judgement of the case's history is about; left out for every other.</summary>
    public IReadOnlyList<int>? Operations { get; init; }
}
