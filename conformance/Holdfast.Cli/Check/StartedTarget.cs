using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check;

/// <summary>A server that Holdfast starts as a process, and ends.</summary>
internal sealed class StartedTarget : ITargetHost
{
    /// <summary>Long enough for a JVM or an interpreter on a busy CI machine.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>How much of the server's output is shown when it does not start.</summary>
    private const int ShownLines = 20;

    private readonly Process _process;
    private readonly DirectoryInfo _directory;
    private readonly ConcurrentQueue<string> _output = new();

    private StartedTarget(Process process, DirectoryInfo directory, Uri url)
    {
        (_process, _directory, Url) = (process, directory, url);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public Uri Url { get; }

    public string Name => Conformance.Engine.Secrets.Redact(Url);

    public string? Ended => _process.HasExited ? $"The server's process ended during the run with exit code {_process.ExitCode}. {LastWords}" : null;

    private string LastWords => $"Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, _output.Select(Reports.VisibleText.Of))}";

    public static async Task<StartedTarget> StartAsync(string command, Uri? url, CancellationToken stop)
    {
        var target = url ?? new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/files/"));
        var directory = Directory.CreateTempSubdirectory("holdfast-");
        var words = ShellWords.Split(command)
            .Select(word => word.Replace("{port}", target.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{dir}", directory.FullName, StringComparison.Ordinal))
            .ToList();
        var started = new StartedTarget(Spawn(command, words), directory, target);
        try
        {
            started._process.BeginOutputReadLine();
            started._process.BeginErrorReadLine();
            await started.WaitUntilListeningAsync(command, stop);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private static Process Spawn(string command, List<string> words)
    {
        if (words.Count == 0)
        {
            throw new UsageException("'--start' got an empty command. Expected a program and its arguments, for example 'node server.mjs {port} {dir}'.");
        }

        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new UsageException($"'{command}' cannot be started: {exception.Message}. Check the program's name and path.", exception) { Code = ExitCode.NothingRun };
        }
    }

    private async Task WaitUntilListeningAsync(string command, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        while (!await ListensAsync(stop))
        {
            if (_process.HasExited || limit.IsCancellationRequested)
            {
                var what = _process.HasExited ? $"ended with exit code {_process.ExitCode}" : $"did not listen on port {Url.Port} within {StartLimit.TotalSeconds:0} s";
                throw new UsageException($"'{command}' {what}. {LastWords}") { Code = ExitCode.NothingRun };
            }

            await Task.Delay(Poll, TimeProvider.System, stop);
        }
    }

    private async Task<bool> ListensAsync(CancellationToken stop)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Url.IdnHost, Url.Port, stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
            while (_output.Count > ShownLines)
            {
                _output.TryDequeue(out _);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
