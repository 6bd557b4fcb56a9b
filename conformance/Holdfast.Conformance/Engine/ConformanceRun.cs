using System.Collections.Concurrent;
using System.Reflection;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Links;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>One run: target, discovery, selection, cases, verdicts; in that direction only.</summary>
public sealed class ConformanceRun(RunOptions options, IRunObserver observer)
{
    /// <summary>The name and version that results carry.</summary>
    public static string Tool { get; } =
        $"holdfast {typeof(ConformanceRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}";

    /// <summary>Runs the selected cases.</summary>
    /// <param name="stop">Stops the run; the cases that have ended, and a summary, are still handed to the observer.</param>
    public async Task<RunOutcome> RunAsync(CancellationToken stop)
    {
        var (cases, nothing) = options.Selection.Choose(CaseCatalogue.All);
        if (nothing is not null)
        {
            return new RunOutcome.NothingRun(nothing);
        }

        try
        {
            return await RunAsync(cases, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new RunOutcome.NothingRun("The run was stopped before its first case.");
        }
    }

    private async Task<RunOutcome> RunAsync(IReadOnlyList<Case> cases, CancellationToken stop)
    {
        var (capabilities, unreachable) = await OptionsDiscovery.AskAsync(options.Target, options.TimeProvider, stop);
        if (capabilities is null)
        {
            return new RunOutcome.NothingRun(unreachable!);
        }

        var (links, unusable) = await LinkFactories.ForAsync(options, stop);
        if (links is null)
        {
            return new RunOutcome.NothingRun(unusable!);
        }

        await using (links)
        {
            return new RunOutcome.Finished(await RunAsync(cases, capabilities, links, stop));
        }
    }

    private async Task<ResultsDocument> RunAsync(IReadOnlyList<Case> cases, Capabilities capabilities, ILinkFactory links, CancellationToken stop)
    {
        var started = options.TimeProvider.GetTimestamp();
        var secrets = Secrets.Of(options.Target.Headers);
        var run = new RunRecord
        {
            Tool = Tool,
            Target = options.Target.Name,
            Seed = options.Seed,
            Started = options.TimeProvider.GetUtcNow(),
            Command = options.Command,
            Selected = cases.Count,
            Known = CaseCatalogue.All.Count,
            Capabilities = [.. capabilities.Facts.Select(fact => fact with { Value = Secrets.Hide(fact.Value, secrets) })],
        };
        await observer.OnRunAsync(run);
        var results = new ConcurrentQueue<CaseRecord>();
        await RunAllAsync(cases, new CaseRunner(options, capabilities, links), results, stop);
        var elapsed = options.TimeProvider.GetElapsedTime(started).TotalMilliseconds;
        var summary = SummaryRecord.Of(results, Math.Round(elapsed), interrupted: results.Count < cases.Count);
        await observer.OnSummaryAsync(summary);
        return new ResultsDocument(run, [.. results], summary);
    }

    private async Task RunAllAsync(IReadOnlyList<Case> cases, CaseRunner runner, ConcurrentQueue<CaseRecord> results, CancellationToken stop)
    {
        // Resilience cases wait for timeouts of the target: started first, they overlap with everything else.
        var order = cases.OrderByDescending(@case => @case.TimeLimit).ThenByDescending(@case => @case.IsResilience);
        using var observing = new SemaphoreSlim(1, 1);
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = stop };
            await Parallel.ForEachAsync(order, parallel, async (@case, _) =>
            {
                await OneAtATimeAsync(observing, () => observer.OnCaseStartAsync(@case));
                if (await runner.RunAsync(@case, stop) is { } result)
                {
                    results.Enqueue(result);
                    await OneAtATimeAsync(observing, () => observer.OnCaseAsync(result));
                }
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The summary says that the run was interrupted.
        }
    }

    private static async Task OneAtATimeAsync(SemaphoreSlim gate, Func<Task> tell)
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            await tell();
        }
        finally
        {
            gate.Release();
        }
    }
}
