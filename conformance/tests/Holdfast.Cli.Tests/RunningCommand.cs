using System.Diagnostics;
using System.Globalization;
using Holdfast.Servers;

namespace Holdfast.Cli.Tests;

/// <summary>The command as a process that goes on until it is told to end, as by Ctrl-C.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly Process _process;

    private RunningCommand(Process process) => _process = process;

    public List<string> Output { get; } = [];

    public static RunningCommand Start(params string[] arguments) => Start(new Dictionary<string, string?>(), arguments);

    /// <summary>Starts the command with a limit of open files of its own, which stands in place of the machine's.</summary>
    public static RunningCommand StartLimited(int openFiles, params string[] arguments) =>
        Start(new ProcessStartInfo("bash", HoldfastCommand.Limited(openFiles, arguments)));

    /// <summary>Starts the command with variables in its environment.</summary>
    public static RunningCommand Start(Dictionary<string, string?> environment, params string[] arguments) =>
        StartIn(Environment.CurrentDirectory, environment, arguments);

    /// <summary>Starts the command in a directory of its own, which its defaults are relative to.</summary>
    public static RunningCommand StartIn(string directory, Dictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [HoldfastCommand.Path, .. arguments]) { WorkingDirectory = directory };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Start(start);
    }

    /// <summary>Reads lines until one begins with <paramref name="start"/>, which it gives.</summary>
    public async Task<string> LineAsync(string start, CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            Output.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The command ended without a line '{start}'. It said:\n{string.Join('\n', Output)}");
    }

    /// <summary>Sends SIGINT and gives the exit code.</summary>
    public async Task<int> InterruptAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("INT", cancellationToken);
        return await ExitAsync(cancellationToken);
    }

    /// <summary>Sends a signal by its name.</summary>
    public async Task SignalAsync(string name, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Ends it as a crash would (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    /// <summary>Reads what it still says and gives the exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            Output.Add(line);
        }

        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    // A read of a pipe that waits already takes no notice of its token.
    private Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken);

    private static RunningCommand Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        return new RunningCommand(TiedProcess.Start(start));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
