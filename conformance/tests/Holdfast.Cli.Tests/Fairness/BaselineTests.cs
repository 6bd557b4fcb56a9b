using Holdfast.Reports;
using Holdfast.Reports.Results;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Cli.Tests.Fairness;

/// <summary>Known failures, as a build sees them.</summary>
[CancelAfter(60_000)]
public sealed class BaselineTests
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _file;

    public BaselineTests() => _file = _directory.At("known.txt");

    [TearDown]
    public void Delete() => _directory.Dispose();

    [Test]
    public async Task Written_failures_are_known_and_fixed_ones_are_stale(CancellationToken cancellationToken)
    {
        await using (var broken = await StartAsync(breaks: true, cancellationToken))
        {
            var first = await CheckAsync(broken, cancellationToken, "--write-baseline", _file);
            first.ExitCode.ShouldBe(ExitCode.Failed, "writing a baseline excuses nothing yet");
            first.StandardOutput.ShouldMatch(
                @"(?m)^Baseline: wrote \d+ cases? that fails? to '.*known\.txt'\. Give it to the next run with --baseline\.$");
            (await File.ReadAllTextAsync(_file, cancellationToken)).ShouldContain("\ntus/termination/unfinished TUS-123\n");

            await File.WriteAllTextAsync(_file, (await File.ReadAllTextAsync(_file, cancellationToken)).Replace(
                " TUS-123\n", " TUS-123  # issue 12\n", StringComparison.Ordinal), cancellationToken);
            var second = await CheckAsync(broken, cancellationToken, "--baseline", _file);
            second.ExitCode.ShouldBe(ExitCode.Ok, second.StandardOutput + second.StandardError);
            second.StandardOutput.ShouldMatch(@"\(known\).* of the baseline: issue 12");
            ResultsDocument.Read(_directory.At(ReportDirectory.ResultsFile)).Summary.ShouldSatisfyAllConditions(
                summary => summary.Fail.ShouldBeGreaterThan(0), summary => summary.KnownFail.ShouldBe(summary.Fail),
                summary => summary.Stale.ShouldBe(0));
        }

        await using var sound = await StartAsync(breaks: false, cancellationToken);
        var third = await CheckAsync(sound, cancellationToken, "--baseline", _file);
        third.ExitCode.ShouldBe(ExitCode.Failed);
        third.StandardOutput.ShouldContain("of the baseline is stale");
        third.StandardOutput.ShouldContain("Exit code 1: the baseline is stale: it lists failures that no longer occur.");
    }

    [Test]
    public async Task An_entry_of_a_case_that_is_not_selected_is_not_stale(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(_file, "tus/core/patch/appends TUS-036\n", cancellationToken);
        await using var sound = await StartAsync(breaks: false, cancellationToken);
        (await CheckAsync(sound, cancellationToken, "--baseline", _file)).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Test]
    public async Task A_failure_that_the_baseline_does_not_name_fails(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(_file, "tus/termination/unfinished TUS-124  # issue 12\n", cancellationToken);
        await using var broken = await StartAsync(breaks: true, cancellationToken);
        var run = await CheckAsync(broken, cancellationToken, "--baseline", _file);
        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.StandardOutput.ShouldContain("New since the baseline: TUS-123.");
    }

    [TestCase("tus/termination/untuched TUS-123",
        "Line 1: no case has the id 'tus/termination/untuched'. Did you mean 'tus/termination/untouched'")]
    [TestCase(null, "cannot be read")]
    public async Task A_file_that_is_wrong_ends_with_64_before_anything_is_sent(
        string? text, string said, CancellationToken cancellationToken)
    {
        if (text is not null)
        {
            await File.WriteAllTextAsync(_file, text, cancellationToken);
        }

        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", "http://127.0.0.1:1/", "--baseline", _file);
        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(said);
    }

    [Test]
    public async Task An_unknown_frozen_set_exits_with_64_and_a_known_one_is_used(CancellationToken cancellationToken)
    {
        var unknown =
            await HoldfastCommand.RunAsync(cancellationToken, "check", "http://127.0.0.1:1/", "--requirements", "tus-1.0-2026-12");
        unknown.ExitCode.ShouldBe(ExitCode.Usage);
        unknown.StandardError.ShouldContain(
            "There is no frozen set 'tus-1.0-2026-12'. Did you mean 'tus-1.0-2026-11'? 'holdfast cases --sets' lists them.");

        await using var sound = await StartAsync(breaks: false, cancellationToken);
        var run = await CheckAsync(sound, cancellationToken, "--requirements", "tus-1.0-2026-11");
        run.ExitCode.ShouldBe(ExitCode.Ok, run.StandardOutput);
        run.StandardOutput.ShouldContain("Judged by the frozen set 'tus-1.0-2026-11' alone.");
    }

    private Task<CliWrap.Buffered.BufferedCommandResult> CheckAsync(
        UploadServer server, CancellationToken cancellationToken, params string[] arguments) =>
        HoldfastCommand.RunAsync(cancellationToken,
            ["check", server.Url.ToString(), "--only", "tus/termination", "--seed", "1", "--report", _directory.FullName, .. arguments]);

    private Task<UploadServer> StartAsync(bool breaks, CancellationToken cancellationToken) => UploadServer.StartAsync(
        new UploadServerOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            Uploads = new UploadOptions { Store = new FileUploadStore(_directory.At("uploads")) },
            Configure = application => application.Use((context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    var spoil = breaks && context.Request.Method == HttpMethods.Delete
                        && context.Response.StatusCode == StatusCodes.Status204NoContent;
                    context.Response.StatusCode = spoil ? StatusCodes.Status200OK : context.Response.StatusCode;
                    return Task.CompletedTask;
                });
                return next(context);
            }),
        },
        cancellationToken);
}
