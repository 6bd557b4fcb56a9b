using Holdfast.Conformance.Engine;
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
        var failed = Failed(await CheckAsync(store, null, cancellationToken));
        failed.ShouldContain("tus/core/patch/appends");
        failed.ShouldContain("tus/core/head/offset-at-every-stage");
        failed.ShouldContain("tus/creation-with-upload/whole");
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
        failed.ShouldContain("tus/resilience/cut/closed-in-body");
        failed.ShouldContain("tus/resilience/cut/reset-in-body");
        failed.ShouldNotContain("tus/creation/post/creates");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_server_that_answers_200_for_204_is_caught(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var results = await CheckAsync(new FileUploadStore(directory.FullName), Answer200For204, cancellationToken);
        Failed(results).ShouldContain("tus/core/patch/appends");
        Failed(results).ShouldContain("tus/termination/untouched");
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
                Uploads = new UploadOptions { Store = store, NetworkTimeout = TimeSpan.FromSeconds(2) },
            },
            cancellationToken);
        var options = new RunOptions { Target = new Target { Url = server.Url }, Seed = 1 };
        var outcome = await new ConformanceRun(options, new SilentObserver()).RunAsync(cancellationToken);
        return outcome.ShouldBeOfType<RunOutcome.Finished>().Results;
    }
}
