using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Walks;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Check;

/// <summary>One <c>holdfast check</c>, from the arguments to the exit code.</summary>
internal sealed class CheckSession(CheckArguments arguments)
{
    public async Task<int> RunAsync(CancellationToken stop)
    {
        // Before anything is started: what is wrong with the files shows at once.
        var baseline = BaselineFile.Read(arguments.Baseline);
        var requirements = Requirements();
        if (arguments.WriteBaseline is { Exists: true } written)
        {
            _ = BaselineFile.Read(written);
        }

        await using var host = await TargetHosts.StartAsync(arguments.Start, arguments.Url, arguments.ContentDirectory, stop);
        var results = Path.Combine(arguments.Report, ReportDirectory.ResultsFile);
        var terminal = RunTerminal.ForConsole(TimeProvider.System);
        if (await RunAsync(Options(host) with { Baseline = baseline, Requirements = requirements }, Source(), results, terminal, stop) is { } nothing)
        {
            await Console.Error.WriteLineAsync(VisibleText.Of(nothing));
            return ExitCode.NothingRun;
        }

        // Read back from the file: whatever a report shows is in it, and this proves it each time.
        var document = ResultsDocument.Read(results);
        await ReportDirectory.WriteAsync(arguments.Report, document, arguments.Evidence, CancellationToken.None);
        if (host.Ended is { } ended)
        {
            await Console.Error.WriteLineAsync(ended);
        }

        if (arguments.WriteBaseline is { } target)
        {
            terminal.Say(BaselineFile.Write(target, document, arguments.Strict));
        }

        var code = ExitCode.Of(document.Summary, arguments.Strict);
        terminal.Conclude(document, Path.Combine(arguments.Report, ReportDirectory.HtmlFile), code, WalkReplays.Of(document, arguments));
        return code;
    }

    // Why nothing was run, or null. The results are in the file: held here as well, they would take their memory twice while reports are written.
    private async Task<string?> RunAsync(RunOptions options, CaseSource source, string results, RunTerminal terminal, CancellationToken stop)
    {
        await using var file = new ResultsFileObserver(results, arguments.Evidence);
        var outcome = await terminal.FollowAsync(observer => new ConformanceRun(options, source, new ObserverPair(file, observer)).RunAsync(stop));
        return outcome is RunOutcome.NothingRun nothing ? nothing.Reason : null;
    }

    private RequirementSet? Requirements() => arguments.Requirements is not { } name ? null
        : RequirementSets.Find(name)
        ?? throw new UsageException($"No frozen set is called '{name}'.{Likeness.Hint(name, RequirementSets.All.Select(set => set.Name))} 'holdfast cases --sets' lists them.");

    private RunOptions Options(ITargetHost host) => new()
    {
        Subject = new RunSubject.Server(new Target
        {
            Url = host.Url,
            Name = host.Name,
            Version = host.Version,
            Store = host.Store,
            Headers = arguments.Headers,
            Metadata = arguments.Metadata,
            Extensions = arguments.Extensions,
            TrustedOrigins = arguments.TrustedOrigins,
            UploadUrls = arguments.UploadUrls,
            UploadLength = arguments.UploadLength,
            Chunks = arguments.Chunks,
            TrustAnyCertificate = arguments.Insecure,
            StallPatience = arguments.StallPatience,
            ContentDirectory = host.ContentDirectory,
        }),
        // The embedded server is this process: nobody can end it, and cases that would say so each time are left out.
        Selection = arguments.Selection with { SparesServer = arguments is { Url: null, Start: null } },
        Launcher = host.Launcher,
        Process = host.Process,
        Seed = arguments.Seed,
        Parallel = arguments.Parallel,
        Strict = arguments.Strict,
        Rate = arguments.Rate,
        Budget = arguments.Budget,
        Toxiproxy = arguments.Toxiproxy,
        Command = RepeatCommand.Of(arguments),
    };

    private CaseSource Source() => arguments.Chaos is { } duration
        ? new RandomWalks(new ChaosOptions { Duration = duration, Clients = arguments.Clients, Directory = arguments.Report })
        : CatalogueCases.Source;
}
