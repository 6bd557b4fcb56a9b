using Holdfast.Chaos;
using Holdfast.Conformance.Baselines;
using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>Runs one case and records its result.</summary>
internal sealed class CaseRunner(RunContext run)
{
    /// <summary>How many times a case with temporarily refused requests (429, or 503 with Retry-After) runs at most.</summary>
    private const int Attempts = 3;

    /// <summary>The stack trace of an error in Holdfast fits; text from a server is shorter or is cut.</summary>
    private const int LongestReason = 4000;

    /// <summary>Runs <paramref name="case"/>. <see langword="null"/> when the run was stopped before the case had a verdict.</summary>
    public async Task<CaseRecord?> RunAsync(Case @case, CancellationToken stop) =>
        await RunUnknownAsync(@case, stop) is not { } result ? null
        : run.Evidence.Fit(run.Options.Baseline?.Find(@case.Id) is { } entry ? result with
        {
            Baseline = BaselineJudge.Compare(result, entry, run.Options.Strict),
        } : result);

    private async Task<CaseRecord?> RunUnknownAsync(Case @case, CancellationToken stop)
    {
        if (run.WhyNot(@case) is { } sentence)
        {
            return Record(@case, Verdict.Unsupported, sentence);
        }

        return run is not ServerRunContext { IsSubjectShared: true } shared ? await RunSupportedAsync(@case, stop)
            : @case.BreaksStore ? await RunBehindLinkAsync(@case, shared, stop)
            : @case.ProcessFault is not null ? await RunAloneAsync(@case, shared, stop)
            : await RunSupportedAsync(@case, stop);
    }

    // The case must not affect the server of other cases. The time of a start does not count for the case.
    private async Task<CaseRecord?> RunAloneAsync(Case @case, ServerRunContext shared, CancellationToken stop)
    {
        try
        {
            var (server, failure) = await run.Options.Launcher!.StartAsync(@case.FileSizeLimit, stop);
            if (server is null)
            {
                return Record(@case, Verdict.Inconclusive, NotStarted(failure));
            }

            await using (server)
            {
                return WithEnd(await new CaseRunner(shared.For(server)).RunSupportedAsync(@case, stop), server.EndedByItself);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    // The network to the store of other cases must not break.
    private async Task<CaseRecord?> RunBehindLinkAsync(Case @case, ServerRunContext shared, CancellationToken stop)
    {
        try
        {
            var (server, failure) =
                await run.Options.StoreLinkLauncher!.StartAsync(CaseSeed.Of(run.Options.Seed, @case.Id), stop);
            if (server is null)
            {
                return Record(@case, Verdict.Inconclusive, NotStarted(failure));
            }

            await using (server)
            {
                return WithEnd(await new CaseRunner(shared.For(server)).RunSupportedAsync(@case, stop), server.EndedByItself);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string NotStarted(string? failure) => $"No server could be started for this case: {failure}";

    private static CaseRecord? WithEnd(CaseRecord? result, string? ended) =>
        ended is null || result is null ? result : result with { Reason = $"{ended} {result.Reason}".TrimEnd() };

    private async Task<CaseRecord?> RunSupportedAsync(Case @case, CancellationToken stop)
    {
        var begun = run.Breaker.Enter(@case.Id);
        try
        {
            var (result, throttled) = await TryAsync(@case, stop);
            for (var attempt = 1; attempt < Attempts && throttled is not null && IsRed(result); attempt++)
            {
                (result, throttled) = await TryAsync(@case, stop);
            }

            if (result is { Verdict: Verdict.Inconclusive or Verdict.Harness } && run.IsSubjectShared)
            {
                await run.Breaker.SuspectAsync(stop);
            }

            return stop.IsCancellationRequested ? null
                : run.Breaker.DiedSince(begun) ? (run.Breaker.Tripped.IsCancellationRequested
                    ? null : Record(@case, Verdict.Inconclusive, "The server died while this case ran."))
                : throttled is not null && IsRed(result) ? Throttled(result!, throttled)
                : result;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            run.Breaker.Leave(@case.Id);
        }
    }

    private static bool IsRed(CaseRecord? result) => result is { Verdict: Verdict.Fail or Verdict.Warn or Verdict.Inconclusive };

    // A response that asks the client to try again later is not judged.
    private static CaseRecord Throttled(CaseRecord result, string throttled) => result with
    {
        Verdict = Verdict.Inconclusive,
        Reason = $"The target answered '{throttled}' each time that the case ran. Send fewer requests per second with --rate.",
        Checks = [.. result.Checks.Select(
            check => check.Verdict is Verdict.Fail or Verdict.Warn ? check with { Verdict = Verdict.Inconclusive } : check)],
    };

    // Returns the status of temporary refusals, if such a request was not repeated.
    private async Task<(CaseRecord? Result, string? Throttled)> TryAsync(Case @case, CancellationToken stop)
    {
        using var limit = new CaseDeadline(@case.TimeLimit, run.Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        await using var context = run.Begin(@case, limit, either.Token);
        var (verdict, reason) = await RunAsync(@case, context, limit.Token);
        return stop.IsCancellationRequested ? (null, null) : (Judged(@case, context, verdict, reason), context.Throttled);
    }

    private CaseRecord Judged(Case @case, CaseContext context, Verdict verdict, string? reason)
    {
        var history = context.Recorder.ToHistory();
        if (@case is { IsResilience: true, Subject: Role.Server } && run.Options.Requirements is null)
        {
            HistoryJudge.Judge(history, context.Checks);
        }

        var checks = context.Checks.ToRecords();
        var faults = context.Faults();
        var gone = @case is { HasOwnServer: false, Subject: Role.Server }
            ? faults.FirstOrDefault(fault => fault.Fault == nameof(ChaosEventKind.ConnectFailed)) : null;
        var worst = checks.Select(check => check.Verdict).Append(verdict).Worst(verdict);
        var why = gone is null ? reason : $"The target was reachable when the run began, but not in this case: {gone.Detail}";
        return context.Complete(Record(@case, worst, why) with
        {
            DurationMs = Math.Round(context.Clock.Elapsed.TotalMilliseconds, 1),
            Checks = checks,
            Requirements = Texts(Judged(@case).Concat(checks.SelectMany(check => check.Requirements)), @case.Interop),
            Evidence = new EvidenceRecord { Wire = context.Transcript.ToEntries(), Faults = faults, History = HistoryEntries.Of(history) },
            Measurements = Measured(@case, context, history),
            Beyond = context.Transcript.Beyond() is { Count: > 0 } beyond ? beyond : null,
        });
    }

    private static List<Measurement>? Measured(Case @case, CaseContext context, History history)
    {
        var measured = context.Measurements().Concat(@case.IsResilience ? HistoryMeasurements.Of(history) : []).ToList();
        return measured.Count == 0 ? null : measured;
    }

    private IEnumerable<string> Judged(Case @case) => @case.Judges.Where(id => run.Judges(@case, id));

    private static async Task<(Verdict Verdict, string? Reason)> RunAsync(Case @case, CaseContext context, CancellationToken limit)
    {
        try
        {
            await context.RunAsync(@case);
            return context.Checks.ToRecords().Count > 0
                ? (Verdict.Observe, null)
                : (Verdict.Harness, "Holdfast itself failed: the case ended without any check. Please report this.");
        }
        catch (CaseStoppedException stopped)
        {
            return (stopped.Verdict ?? (context.Checks.Accuse ? Verdict.Observe : Verdict.Inconclusive), stopped.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (Verdict.Inconclusive, $"The case did not end within its limit of {@case.TimeLimit.TotalSeconds:0.#} s.");
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            return (Verdict.Inconclusive, "The run was stopped.");
        }
        catch (ToxiproxyException exception)
        {
            return (Verdict.Inconclusive, $"The Toxiproxy did not do what Holdfast requested: {exception.Message}");
        }
#pragma warning disable CA1031 // A defect of one case must neither end the run nor be taken for a defect of the target.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (Verdict.Harness, HarnessFault.Of(exception, context.Transcript));
        }
    }

    private CaseRecord Record(Case @case, Verdict verdict, string? reason) => new()
    {
        Id = @case.Id,
        CatalogueId = @case.CatalogueId,
        Protocol = @case.Protocol,
        Interop = @case.Interop,
        Axes = @case.Axes.Count == 0 ? null : @case.Axes,
        Title = @case.Title,
        Verdict = verdict,
        Reason = reason is null ? null : Redaction.HideIn(reason, LongestReason, run.Secrets),
        DurationMs = 0,
        Seed = CaseSeed.Of(run.Options.Seed, @case.Id),
        Does = @case.Does,
        Must = @case.Must,
        Why = @case.Why,
        Requirements = Texts(Judged(@case), @case.Interop),
    };

    private static IReadOnlyList<RequirementText> Texts(IEnumerable<string> ids, int? interop) =>
        [.. ids.Distinct().Select(RequirementCatalogue.Get).Select(requirement => requirement.ToText(interop))];
}
