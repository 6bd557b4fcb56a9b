namespace Holdfast.Reports.Results;

/// <summary>The last line of <c>results.jsonl</c>.</summary>
public sealed record SummaryRecord : ResultRecord
{
    /// <summary>Cases with <see cref="Verdict.Pass"/>.</summary>
    public int Pass { get; init; }

    /// <summary>Cases with <see cref="Verdict.Fail"/>.</summary>
    public int Fail { get; init; }

    /// <summary>Cases with <see cref="Verdict.Warn"/>.</summary>
    public int Warn { get; init; }

    /// <summary>Cases with <see cref="Verdict.Observe"/>.</summary>
    public int Observe { get; init; }

    /// <summary>Cases with <see cref="Verdict.Unsupported"/>.</summary>
    public int Unsupported { get; init; }

    /// <summary>Cases with <see cref="Verdict.Inconclusive"/>.</summary>
    public int Inconclusive { get; init; }

    /// <summary>Cases with <see cref="Verdict.Harness"/>.</summary>
    public int Harness { get; init; }

    /// <summary>How many of <see cref="Fail"/> the baseline knows.</summary>
    public int KnownFail { get; init; }

    /// <summary>How many of <see cref="Warn"/> the baseline knows.</summary>
    public int KnownWarn { get; init; }

    /// <summary>How many cases have an entry in the baseline that has become wrong.</summary>
    public int Stale { get; init; }

    /// <summary>How long the run took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>The uploads that the user would have to give so that the cases without one can run.</summary>
    public string? UploadsWanted { get; init; }

    /// <summary>Origins other than the target's that got requests without the user's header fields; omitted when there are none.</summary>
    public IReadOnlyList<string>? Withheld { get; init; }

    /// <summary>Whether the run was stopped from outside before every selected case had run.</summary>
    public bool Interrupted { get; init; }

    /// <summary>
    /// How the target died in the run, a line for each time, with what was in flight then; or what else ended the run early.
    /// <see langword="null"/> when nothing did.
    /// </summary>
    public string? Ended { get; init; }

    /// <summary>Whether <see cref="Ended"/> is about the target itself, which counts as a separate failure.</summary>
    public bool IsTargetDead { get; init; }

    /// <summary>The ids of the cases that had no verdict when the run ended; <see langword="null"/> when all had.</summary>
    public IReadOnlyList<string>? NotDone { get; init; }

    /// <summary>
    /// How many requests a second the run sent in the end because the target answered 429; <see langword="null"/> when it never did.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>All cases that have a verdict.</summary>
    public int Total => Pass + Fail + Warn + Observe + Unsupported + Inconclusive + Harness;

    /// <summary>Returns the cases with <paramref name="verdict"/>.</summary>
    public int Count(Verdict verdict) => verdict switch
    {
        Verdict.Pass => Pass,
        Verdict.Fail => Fail,
        Verdict.Warn => Warn,
        Verdict.Observe => Observe,
        Verdict.Unsupported => Unsupported,
        Verdict.Inconclusive => Inconclusive,
        _ => Harness,
    };

    /// <summary>Counts the verdicts of <paramref name="cases"/>.</summary>
    public static SummaryRecord Of(IEnumerable<CaseRecord> cases, double durationMs, bool interrupted)
    {
        var all = cases.ToList();
        var counts = all.CountBy(result => result.Verdict).ToDictionary();
        return new SummaryRecord
        {
            Pass = counts.GetValueOrDefault(Verdict.Pass),
            Fail = counts.GetValueOrDefault(Verdict.Fail),
            Warn = counts.GetValueOrDefault(Verdict.Warn),
            Observe = counts.GetValueOrDefault(Verdict.Observe),
            Unsupported = counts.GetValueOrDefault(Verdict.Unsupported),
            Inconclusive = counts.GetValueOrDefault(Verdict.Inconclusive),
            Harness = counts.GetValueOrDefault(Verdict.Harness),
            KnownFail = all.Count(result => result.IsKnown && result.Verdict == Verdict.Fail),
            KnownWarn = all.Count(result => result.IsKnown && result.Verdict == Verdict.Warn),
            Stale = all.Count(result => result.Baseline is { Stale.Count: > 0 }),
            DurationMs = durationMs,
            Interrupted = interrupted,
        };
    }
}
