using Holdfast.Cli.Check.Clients;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Walks;
using Holdfast.Reports;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check;

/// <summary>One <c>holdfast check</c>, from the arguments to the exit code.</summary>
internal sealed class CheckSession(CheckArguments arguments)
{
    public async Task<int> RunAsync(CancellationToken stop)
    {
        // Check the files before anything is started.
        var baseline = BaselineFile.Read(arguments.Baseline);
        var requirements = Requirements();
        if (arguments.WriteBaseline is { Exists: true } written)
        {
            _ = BaselineFile.Read(written);
        }

        await using var host = arguments.Clients.Checked.Count > 0
            ? null
            : await TargetHosts.StartAsync(arguments.Start, arguments.Url, arguments.ContentDirectory, stop, arguments.OnS3,
                arguments.StoreAddress);
        RunSubject subject =
            host is null ? new RunSubject.Client(await ClientList.FindAsync(arguments.Clients.Checked, stop)) : Server(host);
        var results = Path.Combine(arguments.Report, ReportDirectory.ResultsFile);
        var terminal = RunTerminal.ForConsole(TimeProvider.System);
        if (await RunAsync(Options(subject, host) with
        {
            Baseline = baseline, Requirements = requirements,
        }, Source(), results, terminal, stop) is { } nothing)
        {
            await Console.Error.WriteLineAsync(VisibleText.Of(nothing));
            return ExitCode.NothingRun;
        }

        // Read the results back from the file, which proves in every run that it contains everything a report shows.
        var document = ResultsDocument.Read(results);
        await ReportDirectory.WriteAsync(arguments.Report, document, arguments.Evidence, CancellationToken.None);
        if (host?.Ended is { } ended)
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

    // Why nothing was run, or null. The results are only in the file, so that they do not take memory twice while reports are written.
    private async Task<string?> RunAsync(
        RunOptions options, CaseSource source, string results, RunTerminal terminal, CancellationToken stop)
    {
        await using var file = new ResultsFileObserver(results, arguments.Evidence);
        var outcome =
            await terminal.FollowAsync(observer => new ConformanceRun(options, source, new ObserverPair(file, observer)).RunAsync(stop));
        return outcome is RunOutcome.NothingRun nothing ? nothing.Reason : null;
    }

    private RequirementSet? Requirements() => arguments.Requirements is not { } name ? null
        : RequirementSets.Find(name)
        ?? throw new UsageException($"There is no frozen set '{name}'.{Likeness.Hint(name, RequirementSets.All.Select(set => set.Name))} "
            + "'holdfast cases --sets' lists them.");

    private RunSubject.Server Server(ITargetHost host) => new(new Target
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
        Patience = arguments.Patience,
        ContentDirectory = host.ContentDirectory,
    });

    /// <summary>How a server is checked.</summary>
    public RunOptions OptionsFor(ITargetHost host) => Options(Server(host), host);

    private RunOptions Options(RunSubject subject, ITargetHost? host) => new()
    {
        Subject = subject,
        // The embedded server runs in this process and cannot be killed, so cases that need that are left out.
        // Most servers have no store behind a network, so the cases that break it are left out as well where that is impossible.
        Selection = arguments.Selection with
        {
            SparesServer = arguments is { Url: null, Start: null },
            SparesStore = host?.StoreLinkLauncher is null,
        },
        Launcher = host?.Launcher,
        StoreLinkLauncher = host?.StoreLinkLauncher,
        Process = host?.Process,
        Seed = arguments.Seed,
        Parallel = arguments.Parallel,
        Strict = arguments.Strict,
        Rate = arguments.Rate,
        Budget = arguments.Budget,
        Toxiproxy = arguments.Toxiproxy,
        Command = RepeatCommand.Of(arguments),
    };

    private CaseSource Source() => arguments.Chaos is { } duration
        ? new RandomWalks(new ChaosOptions { Duration = duration, Clients = arguments.Clients.Walking, Directory = arguments.Report })
        : CatalogueCases.Source;
}
