using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>What happened in one case, on the case's clock. The line stands anywhere behind that of its case.</summary>
public sealed record EvidenceRecord : ResultRecord
{
    /// <summary>No evidence: the case did nothing, or its evidence was not kept or not read.</summary>
    public static EvidenceRecord None { get; } = new();

    /// <summary>The id of the case. Set where the record is written.</summary>
    public string Case { get => field ?? ""; init; }

    /// <summary>What went over the wire.</summary>
    public IReadOnlyList<WireEntry> Wire { get => field ?? []; init; }

    /// <summary>What the fault proxy did, and what was done to the server's process.</summary>
    public IReadOnlyList<FaultEntry> Faults { get => field ?? []; init; }

    /// <summary>What the case asked of the target, operation by operation.</summary>
    public IReadOnlyList<HistoryEntry> History { get => field ?? []; init; }

    /// <summary>Whether nothing happened, as far as the results tell.</summary>
    [JsonIgnore]
    public bool IsEmpty => Wire.Count + Faults.Count + History.Count == 0;
}
