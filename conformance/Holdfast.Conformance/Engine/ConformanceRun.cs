using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>One run: subject, discovery, selection, cases, verdicts; in that direction only.</summary>
/// <param name="options">The options of the run.</param>
/// <param name="source">Where the cases come from.</param>
/// <param name="observer">Follows the run.</param>
public sealed class ConformanceRun(RunOptions options, CaseSource source, IRunObserver observer)
{
    /// <summary>How many cases with their own server run at the same time.</summary>
    private const int ServersAtOnce = 2;

    /// <summary>The time for deletions after the run: enough for a slow server, and short for a silent one.</summary>
    private static readonly TimeSpan LateCleanUp = TimeSpan.FromSeconds(3);

    /// <summary>The version of Holdfast.</summary>
    public static string Version { get; } =
        typeof(ConformanceRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The name and version that results carry.</summary>
    public static string Tool { get; } = $"holdfast {Version}";

    /// <summary>Runs the selected cases.</summary>
    /// <param name="stop">Stops the run; the cases that have ended, and a summary, are still handed to the observer.</param>
    public async Task<RunOutcome> RunAsync(CancellationToken stop)
    {
        var (cases, nothing) = source.Choose(options);
        if (nothing is not null)
        {
            return new RunOutcome.NothingRun(nothing);
        }

        // Before the first request: discovery uses a part of the budget, too.
        return cases.Count > 0 && RunPlan.Of(cases, options).Cases.Count == 0 ? NothingFits() : await RunSafelyAsync(cases, stop);
    }

    // The budget is strict: a case that has no verdict when it ends gets none.
    private async Task<RunOutcome> RunSafelyAsync(IReadOnlyList<Case> cases, CancellationToken stop)
    {
        using var budget = new CancellationTokenSource(options.Budget ?? Timeout.InfiniteTimeSpan, options.TimeProvider);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, budget.Token);
        try
        {
            return await RunAsync(cases, end.Token, stop);
        }
        catch (OperationCanceledException) when (budget.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return NothingRun($"'{SubjectName}' had not answered the requests before the first case when the budget of {Budget} s ended. "
                + "Give more time.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new RunOutcome.NothingRun("The run was stopped before its first case.");
        }
    }

    private RunOutcome.NothingRun NothingFits() =>
        NothingRun($"No case fits a budget of {Budget} s. Give more time, or select fewer cases.");

    private string SubjectName => (options.Subject as RunSubject.Server)?.Target.Url.ToString() ?? options.Subject.Name;

    private string Budget => options.Budget!.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private async Task<RunOutcome> RunAsync(IReadOnlyList<Case> cases, CancellationToken end, CancellationToken stop)
    {
        var started = options.TimeProvider.GetUtcNow();
        var marker = RunMarker.Of(options.Seed, started);
        var preparation = Preparation(marker);
        if (await preparation.AskAsync(cases, end) is { } nothing)
        {
            return NothingRun(nothing);
        }

        var (links, unlinked) = await LinkFactories.ForAsync(options.Toxiproxy, options.Seed, options.TimeProvider, end);
        if (links is null)
        {
            return NothingRun(unlinked!);
        }

        await using (links)
        {
            using var breaker = new CircuitBreaker(token => DeathAsync(preparation, links, token), options.Process, options.TimeProvider);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(end, breaker.Tripped);
            using var cleanUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
            await using var late = over.Token.Register(() => cleanUp.CancelAfter(LateCleanUp));
            var plan = RunPlan.Of(preparation.Narrow(cases), options);
            var run = preparation.Share(links, breaker) with
            {
                Evidence = new EvidenceBudget(EvidenceBudget.ResultsFile, plan.Cases.Count, CaseWeight.Line),
                Marker = marker,
                Over = over.Token,
                CleanUp = cleanUp.Token,
            };
            var stream = source.Open(run);
            return stream?.Nothing is { } nowhere ? NothingRun(nowhere)
                : stream is null && plan.Cases.Count == 0 ? NothingFits()
                : new RunOutcome.Finished(await RunAsync(plan, stream, run, started, stop));
        }
    }

    private IPreparation Preparation(string marker) => options.Subject switch
    {
        RunSubject.Server server => new ServerPreparation(server.Target, options, source, marker),
        RunSubject.Client client => new ClientPreparation(client, options),
        _ => throw new InvalidOperationException($"Nothing is known about how to judge '{options.Subject}'."),
    };

    private RunOutcome.NothingRun NothingRun(string reason) =>
        new(options.Subject is RunSubject.Server server ? Redaction.Hide(reason, Secrets.Of(server.Target)) : reason);

    private async Task<ResultsDocument> RunAsync(
        RunPlan plan, ICaseStream? stream, RunContext context, DateTimeOffset started, CancellationToken stop)
    {
        var cases = plan.Cases;
        var begun = options.TimeProvider.GetTimestamp();
        var run = context.Describe(new RunRecord
        {
            Tool = Tool,
            Subject = options.Subject.ToRecord(),
            Selection = options.Selection.ToRecord(),
            Shard = options.Selection.Shard.ToRecord(),
            Catalogue = source.Catalogue,
            Strict = options.Strict,
            Seed = options.Seed,
            Started = started,
            Marker = context.Marker,
            Command = options.Command,
            Requirements = options.Requirements?.Name,
            Selected = cases.Count,
            Known = source.CountFor(options.Subject),
            LeftOut = plan.LeftOut.Count == 0 ? null : [.. plan.LeftOut.Select(@case => @case.Id)],
            ExpectedMs = Math.Round(plan.Expected.TotalMilliseconds),
            ExpectedAtMostMs = Math.Round(plan.AtMost.TotalMilliseconds),
            Chaos = stream?.Description,
        });
        await observer.OnRunAsync(run);
        var requirements = RequirementEntries.For([.. cases.Select(@case => @case.Interop).OfType<int>().Distinct()]);
        await observer.OnRequirementsAsync(requirements);
        var results = new ConcurrentQueue<CaseRecord>();
        await (stream is null
            ? RunAllAsync(cases, new CaseRunner(context), results, context.Over) : FollowAsync(stream, results, context.Over));
        var elapsed = options.TimeProvider.GetElapsedTime(begun).TotalMilliseconds;
        var deaths = context.Breaker.Deaths;
        var summary = context.Describe(
            SummaryRecord.Of(results, Math.Round(elapsed), interrupted: stop.IsCancellationRequested || !context.Breaker.IsTarget) with
        {
            Ended = deaths.Count == 0 ? null : Redaction.Hide(string.Join(Environment.NewLine, deaths), context.Secrets),
            IsTargetDead = deaths.Count > 0 && context.Breaker.IsTarget,
            NotDone = stream is not null || results.Count == cases.Count
                ? null : [.. cases.Select(@case => @case.Id).Except(results.Select(result => result.Id))],
        });
        await observer.OnSummaryAsync(summary);
        return new ResultsDocument(run, [.. results], summary) { Requirements = requirements };
    }

    private static async Task<Death?> DeathAsync(IPreparation preparation, ILinkFactory links, CancellationToken stop) =>
        await links.WhyGoneAsync(stop) is { } gone
            ? new Death("Toxiproxy ended", gone, IsTarget: false) : await preparation.DeathAsync(stop);

    private Task FollowAsync(ICaseStream stream, ConcurrentQueue<CaseRecord> results, CancellationToken stop) => stream.RunAsync(
        observer.OnCaseStartAsync,
        async result =>
        {
            results.Enqueue(result);
            await observer.OnCaseAsync(result);
        },
        stop);

    private async Task RunAllAsync(
        IReadOnlyList<Case> cases, CaseRunner runner, ConcurrentQueue<CaseRecord> results, CancellationToken stop)
    {
        var stages = cases.ToLookup(@case => @case.HasOwnServer);
        using var observing = new SemaphoreSlim(1, 1);
        try
        {
            await StageAsync(stages[false], options.Parallel);

            // Starting servers uses much CPU, which would affect cases that measure time.
            await StageAsync(stages[true], Math.Min(options.Parallel, ServersAtOnce));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The summary says that the run was interrupted.
        }

        async Task StageAsync(IEnumerable<Case> some, int parallel)
        {
            var queue = new CaseQueue(some, options);
            await Task.WhenAll(
                RunEachAsync(queue.LongestFirst(), parallel - (parallel / 2)), RunEachAsync(queue.ShortestFirst(), parallel / 2));
        }

        Task RunEachAsync(IEnumerable<Case> some, int parallel) =>
            parallel == 0 ? Task.CompletedTask : Parallel.ForEachAsync(
                some, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop }, async (@case, _) =>
            {
                await OneAtATimeAsync(observing, () => observer.OnCaseStartAsync(@case));
                if (await runner.RunAsync(@case, stop) is { } result)
                {
                    results.Enqueue(result);
                    await OneAtATimeAsync(observing, () => observer.OnCaseAsync(result));
                }
            });
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
