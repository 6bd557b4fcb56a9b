using System.CommandLine;
using System.Runtime.InteropServices;

namespace Holdfast.Cli;

/// <summary>Runs the command line and turns everything that can go wrong into a sentence and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        // Toxiproxy's and tusd's flags have one dash and many letters.
        var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync($"See '{Invoked(parsed)} --help'.");
            return ExitCode.Usage;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOnce);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOnce);
        return await InvokeAsync(parsed, stop.Token);

        // The first signal ends the work in order; the second one, left to the system, ends the process.
        void StopOnce(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop);
        }
        catch (UsageException usage)
        {
            await Console.Error.WriteLineAsync(usage.Message);
            return usage.Code;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCode.Inconclusive;
        }
#pragma warning disable CA1031 // The last handler: whatever is left is a defect of Holdfast, and says so with its own exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(FailureFile.Write(exception));
            return ExitCode.Internal;
        }
    }

    private static string Invoked(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "holdfast" : $"holdfast {parsed.CommandResult.Command.Name}";
}
