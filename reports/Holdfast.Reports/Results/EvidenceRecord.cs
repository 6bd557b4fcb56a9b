using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>The evidence of one case, on the case's clock. Its line follows that of its case, not necessarily at once.</summary>
public sealed record EvidenceRecord : ResultRecord
{
    /// <summary>No evidence: the case did nothing, or its evidence was not kept or not read.</summary>
    public static EvidenceRecord None { get; } = new();

    /// <summary>The id of the case. Set where the record is written.</summary>
    public string Case { get => field ?? ""; init; }

    /// <summary>The traffic.</summary>
    public IReadOnlyList<WireEntry> Wire { get => field ?? []; init; }

    /// <summary>The faults of the fault proxy, and those in the server's process.</summary>
    public IReadOnlyList<FaultEntry> Faults { get => field ?? []; init; }

    /// <summary>The case's operations on the target.</summary>
    public IReadOnlyList<HistoryEntry> History { get => field ?? []; init; }

    /// <summary>Whether there is no evidence in the results.</summary>
    [JsonIgnore]
    public bool IsEmpty => Wire.Count + Faults.Count + History.Count == 0;
}
