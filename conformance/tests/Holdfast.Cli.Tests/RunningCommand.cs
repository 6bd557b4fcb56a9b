using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Cli.Tests;

/// <summary>The command as a process that goes on until it is told to end, as by Ctrl-C.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly Process _process;

    private RunningCommand(Process process) => _process = process;

    public List<string> Output { get; } = [];

    public static RunningCommand Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "holdfast.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardInput = true })!);

    /// <summary>Reads lines until one begins with <paramref name="start"/>, which it gives.</summary>
    public async Task<string> LineAsync(string start, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
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
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            Output.Add(line);
        }

        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
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
