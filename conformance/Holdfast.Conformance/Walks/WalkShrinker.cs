namespace Holdfast.Conformance.Walks;

/// <summary>
/// Looks for a shorter script that still breaks an invariant, by delta debugging (Zeller, Hildebrandt: Simplifying and isolating
/// failure-inducing input, 2002): ever smaller parts are left out, then the rest is simplified.
/// </summary>
/// <param name="breaks">Whether a script still breaks it.</param>
/// <param name="isOver">Whether the time for it is up; the shortest script until then is the result.</param>
internal sealed class WalkShrinker(Func<WalkScript, Task<bool>> breaks, Func<bool> isOver)
{
    public async Task<WalkScript> ShrinkAsync(WalkScript script)
    {
        WalkScript before;
        do
        {
            before = script;
            for (var part = Math.Max(1, script.Steps.Count / 2); part >= 1; part /= 2)
            {
                script = await WithoutPartsAsync(script, part);
            }

            script = await SimplerAsync(script);
        }
        while (script.Steps.Count < before.Steps.Count && !isOver());

        return script;
    }

    // From the end: later steps depend on earlier ones, and not the other way round.
    private async Task<WalkScript> WithoutPartsAsync(WalkScript script, int part)
    {
        for (var start = script.Steps.Count - part; start > -part && !isOver(); start -= part)
        {
            var from = Math.Max(0, start);
            var without = script with { Steps = [.. script.Steps.Take(from), .. script.Steps.Skip(start + part)] };
            script = without.Steps.Count > 0 && without.Steps.Count < script.Steps.Count && await breaks(without) ? without : script;
        }

        return script;
    }

    private async Task<WalkScript> SimplerAsync(WalkScript script)
    {
        for (var index = 0; index < script.Steps.Count && !isOver(); index++)
        {
            foreach (var simpler in Simpler(script.Steps[index]))
            {
                var candidate = script with { Steps = [.. script.Steps.Select((step, at) => at == index ? simpler : step)] };
                if (!isOver() && await breaks(candidate))
                {
                    script = candidate;
                    break;
                }
            }
        }

        return script;
    }

    private static IEnumerable<WalkStep> Simpler(WalkStep step)
    {
        if (step.Fault is not null)
        {
            yield return step with { Fault = null };
        }

        if (step.Shift != 0)
        {
            yield return step with { Shift = 0 };
        }

        if (step is { Do: WalkStepKind.Create, Bytes: > 0 })
        {
            yield return step with { Bytes = 0 };
        }
    }
}
