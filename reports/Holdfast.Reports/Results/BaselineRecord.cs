namespace Holdfast.Reports.Results;

/// <summary>A baseline's entry for a case, compared with the run.</summary>
public sealed record BaselineRecord
{
    /// <summary>The line of the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Why the failure is known, as the file says.</summary>
    public string? Reason { get; init; }

    /// <summary>Requirements that are broken, as the entry says.</summary>
    public IReadOnlyList<string> Known { get => field ?? []; init; }

    /// <summary>Requirements that are broken, and that the entry does not name.</summary>
    public IReadOnlyList<string> New { get => field ?? []; init; }

    /// <summary>The parts of the entry that are no longer broken: requirements, or the case itself when the entry names none.</summary>
    public IReadOnlyList<string> Stale { get => field ?? []; init; }
}
