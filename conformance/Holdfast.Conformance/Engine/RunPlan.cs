namespace Holdfast.Conformance.Engine;

/// <summary>The selected cases that run, and their expected time.</summary>
internal sealed record RunPlan
{
    private RunPlan()
    {
    }

    public required IReadOnlyList<Case> Cases { get; init; }

    /// <summary>The cases that do not fit into the budget, the most important first.</summary>
    public required IReadOnlyList<Case> LeftOut { get; init; }

    /// <summary>How long the run takes if the server lets others take over stalled transfers immediately.</summary>
    public required TimeSpan Expected { get; init; }

    /// <summary>How long it takes if the run waits for every stalled transfer as long as it can.</summary>
    public required TimeSpan AtMost { get; init; }

    /// <summary>Plans a run: all cases, or those that fit the budget, by priority and then by cost.</summary>
    public static RunPlan Of(IReadOnlyList<Case> cases, RunOptions options)
    {
        var (kept, leftOut) = options.Budget is { } budget ? Fitting(cases, budget, options) : (cases, []);
        return new RunPlan
        {
            Cases = kept,
            LeftOut = leftOut,
            Expected = Together(kept.Select(@case => @case.Takes), options.Parallel),
            AtMost = Together(kept.Select(@case => Cost(@case, options)), options.Parallel),
        };
    }

    // Cases without faults cost almost nothing, and all others depend on them.
    private static (IReadOnlyList<Case> Kept, IReadOnlyList<Case> LeftOut) Fitting(
        IReadOnlyList<Case> cases, TimeSpan budget, RunOptions options)
    {
        var order = cases.OrderBy(@case => @case.IsResilience).ThenBy(@case => @case.Rank).ThenBy(@case => Cost(@case, options))
            .ThenBy(@case => @case.Id, StringComparer.Ordinal);
        var (kept, leftOut, left) = (new List<Case>(), new List<Case>(), budget * options.Parallel);
        foreach (var @case in order)
        {
            var cost = Cost(@case, options);
            if (cost <= budget && cost <= left)
            {
                kept.Add(@case);
                left -= cost;
            }
            else
            {
                leftOut.Add(@case);
            }
        }

        return (kept, leftOut);
    }

    public static TimeSpan Cost(Case @case, RunOptions options) =>
        options.Subject is RunSubject.Server server ? @case.Takes + (@case.Stalls * server.Target.StallPatience) : @case.Takes;

    // With perfect packing, a run takes its total work divided by its parallelism, or as long as its longest case.
    private static TimeSpan Together(IEnumerable<TimeSpan> costs, int parallel)
    {
        var (sum, longest) = costs.Aggregate(
            (Sum: TimeSpan.Zero, Longest: TimeSpan.Zero), (so, cost) => (so.Sum + cost, cost > so.Longest ? cost : so.Longest));
        return sum / parallel > longest ? sum / parallel : longest;
    }
}
