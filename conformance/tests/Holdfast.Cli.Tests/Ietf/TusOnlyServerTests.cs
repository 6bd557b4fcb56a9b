
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Cli.Tests.Ietf;

/// <summary>A server of tus alone is not blamed, and not buried in lines, for a protocol that it does not speak.</summary>
[CancelAfter(60_000)]
public sealed class TusOnlyServerTests
{
    [Test]
    public async Task It_passes_with_one_line_about_the_draft(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await UploadServer.StartAsync(
            new UploadServerOptions { Host = "127.0.0.1", Port = 0, Uploads =
                new UploadOptions { Store = new FileUploadStore(directory.At("uploads")), Ietf = null } },
            cancellationToken);
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", server.Url.ToString(), "--only", "tus/core/head", "--only", "ietf/**", "--report",
            directory.At("report"));

        run.ExitCode.ShouldBe(ExitCode.Ok, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldMatch(
            @"(?m)^\d+ cases judged nothing: The target supports no version of the IETF draft \(\d+\)", run.StandardOutput);
    }

    [Test]
    public async Task A_version_that_no_draft_has_is_a_wrong_command_line(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", "--protocol", "ietf", "--interop", "8,11");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain("'8,11' is not a list of interop versions. Expected numbers from 3 to 10");
    }
}
