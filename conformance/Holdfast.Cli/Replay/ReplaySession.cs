using Holdfast.Cli.Check;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Walks;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Replay;

/// <summary>One <c>holdfast replay</c>, from the arguments to the exit code.</summary>
internal sealed class ReplaySession(ReplayArguments arguments)
{
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var script = Read();
        var target = ReplayTarget.Of(arguments, script);
        await using var host = await TargetHosts.StartAsync(arguments.Start, target.Url, content: null, stop);
        Console.WriteLine(VisibleText.Of(target.Announcement(host)));
        var results = new List<CaseRecord>();
        while (results.Count < arguments.Tries && !results.Exists(result => Reproduces(result, script)))
        {
            switch (await new ConformanceRun(Options(host, script), new OneWalk(script), new SilentObserver()).RunAsync(stop))
            {
                case RunOutcome.NothingRun nothing:
                    await Console.Error.WriteLineAsync(VisibleText.Of(nothing.Reason));
                    return ExitCode.NothingRun;
                case RunOutcome.Finished { Results.Cases: [var result] }:
                    results.Add(result);
                    break;
                default:
                    return ExitCode.Inconclusive;
            }
        }

        return await ConcludeAsync(results, script);
    }

    private static async Task<int> ConcludeAsync(List<CaseRecord> results, WalkScript script)
    {
        if (Reproduces(results[^1], script))
        {
            return Tell(results[^1], script, $"Reproduced in try {results.Count}: {string.Join("; ", WalkVerdict.Broken(results[^1]))}.",
                ExitCode.Failed);
        }

        if (results.Find(result => WalkVerdict.Broken(result).Count > 0) is { } different)
        {
            return Tell(different, script, $"Different: the walk broke {string.Join("; ", WalkVerdict.Broken(different))}, and not "
                + $"{string.Join("; ", script.Breaks)}.", ExitCode.Failed);
        }

        if (results.Find(result => Unknown(result) is not null) is { } unknown)
        {
            await Console.Error.WriteLineAsync(
                VisibleText.Of(unknown.Reason ?? $"The walk ended without a verdict ('{unknown.Verdict.ToWord()}')."));
            return Unknown(unknown)!.Value;
        }

        return Tell(results[^1], script, $"Gone: in {results.Count} {(results.Count == 1 ? "try" : "tries")} the walk broke nothing.",
            ExitCode.Ok);
    }

    // A script that names no invariant is reproduced by any broken invariant.
    private static bool Reproduces(CaseRecord result, WalkScript script) =>
        WalkVerdict.Broken(result) is { Count: > 0 } broken && (script.Breaks.Count == 0 || broken.Intersect(script.Breaks).Any());

    private WalkScript Read()
    {
        try
        {
            return WalkFile.Read(arguments.File.FullName);
        }
        catch (InvalidDataException exception)
        {
            throw new UsageException(VisibleText.Of(exception.Message), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The walk '{arguments.File}' cannot be read: {exception.Message} Expected a file that 'holdfast "
                + "check --chaos' wrote.", exception);
        }
    }

    private RunOptions Options(ITargetHost host, WalkScript script) => new()
    {
        Subject = new RunSubject.Server(new Target
        {
            Url = host.Url,
            Name = host.Name,
            Headers = arguments.Headers,
            TrustedOrigins = arguments.TrustedOrigins,
            Metadata = arguments.Metadata,
            Extensions = arguments.Extensions,
            TrustAnyCertificate = arguments.Insecure,
        }),
        Seed = script.Seed,
    };

    private static int? Unknown(CaseRecord result) => result.Verdict switch
    {
        Verdict.Harness => ExitCode.Internal,
        Verdict.Inconclusive => ExitCode.Inconclusive,
        Verdict.Unsupported => ExitCode.NothingRun,
        _ => null,
    };

    private static int Tell(CaseRecord result, WalkScript script, string verdict, int code)
    {
        Console.WriteLine($"{script.Id}, {script.Steps.Count} {(script.Steps.Count == 1 ? "step" : "steps")}:");
        foreach (var entry in result.Evidence.History)
        {
            Console.WriteLine("  " + VisibleText.Of(OperationLine.Of(entry)));
        }

        foreach (var check in result.Checks.Where(check => check.Operations is not null && check.Verdict is Verdict.Fail or Verdict.Warn))
        {
            Console.WriteLine(VisibleText.Of(CheckSentence.Of(check)));
        }

        Console.WriteLine(VisibleText.Of(verdict));
        return code;
    }

    private sealed class SilentObserver : IRunObserver
    {
        public Task OnRunAsync(RunRecord run) => Task.CompletedTask;

        public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

        public Task OnCaseAsync(CaseRecord result) => Task.CompletedTask;

        public Task OnSummaryAsync(SummaryRecord summary) => Task.CompletedTask;
    }
}
