using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Walks;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>One run: target, discovery, selection, cases, verdicts; in that direction only.</summary>
public sealed class ConformanceRun(RunOptions options, IRunObserver observer)
{
    /// <summary>How many cases with a server of their own run at once.</summary>
    private const int ServersAtOnce = 2;

    /// <summary>For the deletions of a run that is over: as long as a slow server needs, and too short for a silent one to hold the run up.</summary>
    private static readonly TimeSpan LateCleanUp = TimeSpan.FromSeconds(3);

    /// <summary>Longer than what any server announces; a hostile one's may be 256 KiB.</summary>
    private const int LongestFact = 1000;

    /// <summary>The name and version that results carry.</summary>
    public static string Tool { get; } =
        $"holdfast {typeof(ConformanceRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}";

    /// <summary>Runs the selected cases.</summary>
    /// <param name="stop">Stops the run; the cases that have ended, and a summary, are still handed to the observer.</param>
    public async Task<RunOutcome> RunAsync(CancellationToken stop)
    {
        if (options.Walk is not null || options.Chaos is not null)
        {
            return await RunSafelyAsync(options.Walk is { } script ? [WalkCase.Of(script)] : [], stop);
        }

        var (cases, nothing) = options.Selection.Choose(options.Requirements?.Of(CaseCatalogue.Variants) ?? CaseCatalogue.Variants);
        if (nothing is not null)
        {
            return new RunOutcome.NothingRun(nothing);
        }

        // Before anything is asked: what is asked takes of the budget, too.
        return RunPlan.Of(cases, options).Cases.Count == 0 ? NothingFits() : await RunSafelyAsync(cases, stop);
    }

    // The budget is a wall: what has no verdict when it ends gets none.
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
            return NothingRun($"'{options.Target.Url}' had not answered what is asked before the first case when the budget of {Budget} s ended. Give more time.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new RunOutcome.NothingRun("The run was stopped before its first case.");
        }
    }

    private RunOutcome.NothingRun NothingFits() => NothingRun($"No case fits a budget of {Budget} s. Give more time, or select fewer cases.");

    private string Budget => options.Budget!.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private async Task<RunOutcome> RunAsync(IReadOnlyList<Case> cases, CancellationToken end, CancellationToken stop)
    {
        var started = options.TimeProvider.GetUtcNow();
        var marker = RunMarker.Of(options.Seed, started);
        var rate = new RateLimit(options.Rate, options.TimeProvider);
        var credentials = options.Target.ToCredentials();
        var requests = new DiscoveryRequests(options.Target, credentials, marker, rate, options.TimeProvider);
        var (found, nothing) = await new TargetDiscovery(options, marker, requests).AskAsync(cases, end);
        if (found is null)
        {
            return NothingRun(nothing!);
        }

        var (links, unlinked) = await LinkFactories.ForAsync(options, end);
        if (links is null)
        {
            return NothingRun(unlinked!);
        }

        await using (links)
        {
            using var breaker = new CircuitBreaker(token => DeathAsync(requests, links, token), options.Process, options.TimeProvider);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(end, breaker.Tripped);
            using var cleanUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
            await using var late = over.Token.Register(() => cleanUp.CancelAfter(LateCleanUp));
            var plan = RunPlan.Of(Spoken(cases, found.Capabilities.Draft), options);
            var run = new RunContext
            {
                Options = options,
                Capabilities = found.Capabilities,
                Ground = found.Ground,
                Given = found.Given,
                Links = links,
                Credentials = credentials,
                Evidence = new EvidenceBudget(EvidenceBudget.ResultsFile, plan.Cases.Count, CaseWeight.Line),
                Rate = rate,
                Marker = marker,
                Breaker = breaker,
                Over = over.Token,
                CleanUp = cleanUp.Token,
            };
            return options is { Walk: null, Chaos: { } chaos } && new ChaosRun(run, chaos).Nothing is { } nowhere ? NothingRun(nowhere)
                : options.Chaos is null && plan.Cases.Count == 0
                ? NothingFits()
                : new RunOutcome.Finished(await RunAsync(plan, run, started, stop));
        }
    }

    // Versions that nobody asked for by number and that the target does not speak say nothing; one of them stays, to say that none is spoken.
    // What outlives a process is hardly a matter of the version, and every restart takes its time: the newest that is spoken stands for all.
    private IReadOnlyList<Case> Spoken(IReadOnlyList<Case> cases, DraftSupport draft)
    {
        IReadOnlyList<Case> spoken =
            [.. cases.Where(@case => @case.Interop is not { } version || (@case.ProcessFault is null ? draft.ToCheck.Contains(version) : version == draft.ToCheck[^1]))];
        return options.Selection.Interop.Count > 0 || spoken.Count == 0 ? cases : spoken;
    }

    private RunOutcome.NothingRun NothingRun(string reason) => new(Redaction.Hide(reason, Secrets.Of(options.Target)));

    private async Task<ResultsDocument> RunAsync(RunPlan plan, RunContext context, DateTimeOffset started, CancellationToken stop)
    {
        var cases = plan.Cases;
        var begun = options.TimeProvider.GetTimestamp();
        var run = new RunRecord
        {
            Tool = Tool,
            Target = options.Target.Name,
            Seed = options.Seed,
            Started = started,
            Marker = context.Marker,
            Command = options.Command,
            Requirements = options.Requirements?.Name,
            Selected = cases.Count,
            Known = CaseCatalogue.Variants.Count,
            LeftOut = plan.LeftOut.Count == 0 ? null : [.. plan.LeftOut.Select(@case => @case.Id)],
            ExpectedMs = Math.Round(plan.Expected.TotalMilliseconds),
            ExpectedAtMostMs = Math.Round(plan.AtMost.TotalMilliseconds),
            Capabilities = [.. context.Capabilities.Facts.Select(fact => fact with { Value = Redaction.HideIn(fact.Value, LongestFact, context.Secrets) })],
            Limits = Limits(),
            Ground = context.Ground.Sentences is [] ? null : [.. context.Ground.Sentences.Select(sentence => Redaction.Hide(sentence, context.Secrets))],
            LeftBehind = context.Ground.LeftBehind is { } url ? [Redaction.Hide(url.ToString(), context.Secrets)] : null,
            Chaos = options is { Walk: null, Chaos: { } chaos } ? ChaosRun.Told(chaos) : null,
        };
        await observer.OnRunAsync(run);
        var results = new ConcurrentQueue<CaseRecord>();
        await (run.Chaos is null ? RunAllAsync(cases, new CaseRunner(context), results, context.Over) : WalkAsync(context, results, context.Over));
        var elapsed = options.TimeProvider.GetElapsedTime(begun).TotalMilliseconds;
        var deaths = context.Breaker.Deaths;
        var summary = SummaryRecord.Of(results, Math.Round(elapsed), interrupted: stop.IsCancellationRequested || !context.Breaker.IsTarget) with
        {
            UploadsWanted = context.Given.Wanted(),
            Ended = deaths.Count == 0 ? null : Redaction.Hide(string.Join(Environment.NewLine, deaths), context.Secrets),
            IsTargetDead = deaths.Count > 0 && context.Breaker.IsTarget,
            NotDone = run.Chaos is not null || results.Count == cases.Count ? null : [.. cases.Select(@case => @case.Id).Except(results.Select(result => result.Id))],
            Rate = context.Rate.Adapted,
            Withheld = context.Credentials.Withheld is { Count: > 0 } withheld ? withheld : null,
        };
        await observer.OnSummaryAsync(summary);
        return new ResultsDocument(run, [.. results], summary);
    }

    private async Task<Death?> DeathAsync(DiscoveryRequests requests, ILinkFactory links, CancellationToken stop)
    {
        if (await links.WhyGoneAsync(stop) is { } gone)
        {
            return new Death("Toxiproxy ended", gone, IsTarget: false);
        }

        var (exchange, failure) = await requests.SendAsync("OPTIONS", WireUrl.Of(options.Target.Url), stop);
        return exchange switch
        {
            null => new Death("The server died", failure!),
            { Response: null } => new Death("The server stopped answering", $"OPTIONS got {exchange.Outcome}, twice"),
            _ => null,
        };
    }

    // What the user told about the target, and what follows from it for the verdicts.
    private IReadOnlyList<string> Limits()
    {
        var target = options.Target;
        string?[] limits =
        [
            target.Chunks == ChunkRule.None ? null : $"Chunks before the last have {target.Chunks}; cases that need others are unsupported.",
            target.UploadUrls.Count == 0 ? null : $"Uploads are not created but given, {target.UploadUrls.Count} of them; cases that need others are unsupported.",
            target.TrustedOrigins.Count == 0 ? null : $"The header fields of --header are sent to {string.Join(", ", target.TrustedOrigins.Select(trusted => WireUrl.Of(trusted).Origin))}, too (--trust-origin).",
            options.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"At most {rate:0.###} requests a second.") : null,
        ];
        return [.. limits.OfType<string>()];
    }

    private Task WalkAsync(RunContext context, ConcurrentQueue<CaseRecord> results, CancellationToken stop) =>
        new ChaosRun(context, options.Chaos!).RunAsync(
            observer.OnCaseStartAsync,
            async result =>
            {
                results.Enqueue(result);
                await observer.OnCaseAsync(result);
            },
            stop);

    private async Task RunAllAsync(IReadOnlyList<Case> cases, CaseRunner runner, ConcurrentQueue<CaseRecord> results, CancellationToken stop)
    {
        // Resilience cases wait for timeouts of the target: started first, they overlap with everything else.
        var order = cases.OrderByDescending(@case => @case.TimeLimit).ThenByDescending(@case => @case.IsResilience).ToLookup(@case => @case.ProcessFault is not null);
        using var observing = new SemaphoreSlim(1, 1);
        try
        {
            await StageAsync(order[false], options.Parallel);

            // Servers that start take the machine's attention, which the cases that measure time would feel.
            await StageAsync(order[true], Math.Min(options.Parallel, ServersAtOnce));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The summary says that the run was interrupted.
        }

        Task StageAsync(IEnumerable<Case> some, int parallel) =>
            Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop }, async (@case, _) =>
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
