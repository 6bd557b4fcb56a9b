using System.Diagnostics;

namespace Holdfast.Cli.Tests;

/// <summary>The time and memory of a run of the command, measured on its process.</summary>
internal sealed record MeasuredCommand(int ExitCode, string Output, string Error, long PeakMemory, TimeSpan Took)
{
    public static async Task<MeasuredCommand> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "holdfast.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) =
                (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            var peak = 0L;
            using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (!process.HasExited)
            {
                // The kernel keeps the highest mark, so that nothing between two looks is missed but for what comes last.
                process.Refresh();
                peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
                await ticks.WaitForNextTickAsync(cancellationToken);
            }

            return new MeasuredCommand(process.ExitCode, await output, await error, peak, clock.Elapsed);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
