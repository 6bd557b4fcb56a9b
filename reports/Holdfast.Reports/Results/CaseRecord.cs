namespace Holdfast.Reports.Results;

/// <summary>One case and everything that a report shows of it.</summary>
public sealed record CaseRecord : ResultRecord
{
    /// <summary>The stable path of the case, for example <c>tus/core/patch/offset-mismatch</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The case in one sentence.</summary>
    public required string Title { get; init; }

    /// <summary>The worst verdict of its checks.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why the case has no ordinary verdict: what was missing, unknown or broken in Holdfast itself.</summary>
    public string? Reason { get; init; }

    /// <summary>How long the case took, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>The seed of the choices in this case; it depends on the run's seed and the case's id only.</summary>
    public ulong Seed { get; init; }

    /// <summary>What the case does.</summary>
    public string? Does { get; init; }

    /// <summary>What must happen.</summary>
    public string? Must { get; init; }

    /// <summary>What a client loses when it does not.</summary>
    public string? Why { get; init; }

    /// <summary>The requirements that the case judges, with their texts.</summary>
    public IReadOnlyList<RequirementText> Requirements { get; init; } = [];

    /// <summary>The judgements, in the order in which they were made.</summary>
    public IReadOnlyList<CheckRecord> Checks { get; init; } = [];

    /// <summary>What went over the wire, on the case's clock.</summary>
    public IReadOnlyList<WireEntry> Wire { get; init; } = [];

    /// <summary>What the target sent beyond what is read of it, for example <c>a response head of more than 256 KiB</c>. Left out where nothing was.</summary>
    public IReadOnlyList<string>? Beyond { get; init; }

    /// <summary>What the fault proxy did, on the same clock.</summary>
    public IReadOnlyList<FaultEntry> Faults { get; init; } = [];

    /// <summary>What the case asked of the target, operation by operation, on the same clock. Left out where there was none.</summary>
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    /// <summary>What was measured. Left out where nothing was.</summary>
    public IReadOnlyList<Measurement>? Measurements { get; init; }

    /// <summary>The file beside the results that holds the script of a random walk that broke an invariant, for <c>holdfast replay</c>.</summary>
    public string? Script { get; init; }

    /// <summary>Extensions that the case saw working although the target does not announce them.</summary>
    public IReadOnlyList<string> Unannounced { get; init; } = [];

    /// <summary>What the run's baseline says about the case; <see langword="null"/> when it has no entry, or the case decided nothing.</summary>
    public BaselineRecord? Baseline { get; init; }

    /// <summary>Whether the case is as bad as its entry in the baseline says, and no worse.</summary>
    public bool IsKnown => Verdict is Verdict.Fail or Verdict.Warn && Baseline is { New.Count: 0 };

    /// <summary>What the case may have left on the target: URLs of uploads, or why there is none.</summary>
    public IReadOnlyList<string> LeftBehind { get; init; } = [];
}
