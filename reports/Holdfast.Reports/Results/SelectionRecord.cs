namespace Holdfast.Reports.Results;

/// <summary>The user's choice of cases.</summary>
public sealed record SelectionRecord
{
    /// <summary>The protocol: <c>tus</c>, <c>ietf</c> or <c>all</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The interop versions of the IETF draft; empty for those that the target supports.</summary>
    public IReadOnlyList<int> Interop { get => field ?? []; init; }

    /// <summary>Patterns of the ids that were run; empty for all.</summary>
    public IReadOnlyList<string> Only { get => field ?? []; init; }

    /// <summary>Patterns of the ids that were left out.</summary>
    public IReadOnlyList<string> Except { get => field ?? []; init; }
}
