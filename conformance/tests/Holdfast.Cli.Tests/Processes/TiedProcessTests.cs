using System.Diagnostics;
using System.Globalization;
using Holdfast.Servers;

namespace Holdfast.Cli.Tests.Processes;

/// <summary>Programs that tests start are gone with the tests, also when those are killed.</summary>
[Platform(Exclude = "Win")]
public sealed class TiedProcessTests
{
    // The system closes the other end when this process ends. A program that is stopped can't notice anything.
    [Test]
    [CancelAfter(20_000)]
    public async Task A_program_ends_with_the_pipe_to_the_one_that_started_it([Values] bool isStopped, CancellationToken cancellationToken)
    {
        using var program = TiedProcess.Start("sleep", "1000");
        if (isStopped)
        {
            using var stop = Process.Start("kill", ["-STOP", program.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync(cancellationToken);
        }

        program.StandardInput.Close();

        await program.WaitForExitAsync(cancellationToken);
        program.ExitCode.ShouldBe(128 + 9);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_program_has_the_id_and_the_exit_code_that_the_one_that_started_it_sees(CancellationToken cancellationToken)
    {
        using var program = TiedProcess.Start(
            new ProcessStartInfo("sh", ["-c", "echo $$; exit 7"]) { RedirectStandardOutput = true });

        var said = await program.StandardOutput.ReadToEndAsync(cancellationToken);

        await program.WaitForExitAsync(cancellationToken);
        said.Trim().ShouldBe(program.Id.ToString(CultureInfo.InvariantCulture));
        program.ExitCode.ShouldBe(7);
    }
}
