using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Reports.Results;
using Holdfast.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Cli.Tests.Sabotage;

/// <summary>A suite that can't fail proves nothing: the reference server with one defect each must be caught.</summary>
public sealed class BrokenServerTests
{
    /// <summary>The largest transfer of a case that is cut; whatever keeps less than its upload was cut.</summary>
    private const int CutTransfers = 20_100;

    /// <summary>What only a server that takes another of the permitted ways, or has no way of its own, is judged by.</summary>
    private static readonly string[] Conditional = ["A-04-MUST", "A-14-MUST", "A-50", "TUS-076", "TUS-079", "TUS-100", "TUS-136"];

    /// <summary>Checks that only one outcome of a race reaches: the DELETE of a part can win each of the five rounds.</summary>
    private static readonly (string Case, string Requirement)[] DecidedByARace = [("tus/concatenation/deleted-meanwhile", "TUS-129")];

    [Test]
    [CancelAfter(120_000)]
    public async Task A_sound_server_is_not_accused(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var results = await CheckAsync(new FileUploadStore(directory.FullName), null, cancellationToken);
        results.Cases.Where(result => result.Verdict is not (Verdict.Pass or Verdict.Observe)).Select(result => $"{result.Id}: {result.Verdict} {result.Reason}").ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_case_judges_exactly_the_requirements_that_it_names(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var results = await CheckAsync(new FileUploadStore(directory.FullName), null, cancellationToken);
        var strays = new List<string>();

        // What names operations is a judgement of the history, which stands on requirements of its own.
        foreach (var one in CaseCatalogue.All.Where(one => one.Versions.Count == 0 && one.ProcessFault is null))
        {
            var looked = results.Cases.Single(result => result.Id == one.Id).Checks.Where(check => check.Operations is null).SelectMany(check => check.Requirements).ToHashSet();
            var unseen = one.Judges.Except(looked).Except(Conditional).Where(id => !DecidedByARace.Contains((one.Id, id)));
            strays.AddRange(unseen.Select(id => $"{one.Id} names {id} and never looks at it"));
            strays.AddRange(looked.Except(one.Judges).Select(id => $"{one.Id} looks at {id} without naming it"));
        }

        strays.ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_server_that_loses_the_last_byte_of_each_append_is_caught(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var store = new DefectiveStore(directory.FullName, (file, _, kept) =>
        {
            if (kept > 0)
            {
                Truncate(file, file.Length - 1);
            }
        });
        var results = await CheckAsync(store, null, cancellationToken);
        var failed = Failed(results);
        failed.ShouldContain("tus/core/patch/appends");
        failed.ShouldContain("tus/core/head/offset-at-every-stage");

        // A creation may take fewer bytes than it was sent, as long as it says so: a SHOULD.
        results.Cases.Single(result => result.Id == "tus/creation-with-upload/whole").Verdict.ShouldBe(Verdict.Warn);
        failed.ShouldNotContain("tus/core/options/versions");
        failed.ShouldNotContain("tus/creation/metadata/echo");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_server_whose_offset_goes_back_after_a_cut_is_caught(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var store = new DefectiveStore(directory.FullName, (file, offset, kept) =>
        {
            if (offset > 0 && offset + kept < CutTransfers)
            {
                Truncate(file, Math.Min(file.Length, offset - 1));
            }
        });
        var failed = Failed(await CheckAsync(store, null, cancellationToken));
        failed.ShouldContain("tus/resilience/cut/in-body/fin");
        failed.ShouldContain("tus/resilience/cut/in-body/reset");
        failed.ShouldNotContain("tus/creation/post/creates");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_server_that_answers_200_for_204_is_caught(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var results = await CheckAsync(new FileUploadStore(directory.FullName), Answer200For204, cancellationToken);
        Failed(results).ShouldContain("tus/core/patch/appends");
        Failed(results).ShouldContain("tus/termination/unfinished");
        results.Cases.Single(result => result.Id == "tus/core/patch/appends").Checks
            .First(check => check.Verdict == Verdict.Fail).Actual.ShouldStartWith("200");
        Failed(results).ShouldNotContain("tus/core/head/no-store");
    }

    private static void Answer200For204(IApplicationBuilder application) => application.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.StatusCode = context.Response.StatusCode == StatusCodes.Status204NoContent ? StatusCodes.Status200OK : context.Response.StatusCode;
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static void Truncate(FileInfo file, long length)
    {
        using var stream = file.Open(FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        stream.SetLength(length);
    }

    private static List<string> Failed(ResultsDocument results) =>
        [.. results.Cases.Where(result => result.Verdict == Verdict.Fail).Select(result => result.Id)];

    private static async Task<ResultsDocument> CheckAsync(IUploadStore store, Action<IApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        await using var server = await UploadServer.StartAsync(
            new UploadServerOptions
            {
                Host = "127.0.0.1",
                Port = 0,
                Configure = configure,
                Uploads = new UploadOptions { Store = store, MaxSize = 1L << 40, NetworkTimeout = TimeSpan.FromSeconds(2), Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromDays(1) } },
            },
            cancellationToken);
        var options = new RunOptions { Subject = new RunSubject.Server(new Target { Url = server.Url }), Selection = new CaseSelection { Protocol = "tus", SparesServer = true }, Seed = 1 };
        var outcome = await new ConformanceRun(options, CatalogueCases.Source, new SilentObserver()).RunAsync(cancellationToken);
        return outcome.ShouldBeOfType<RunOutcome.Finished>().Results;
    }
}
