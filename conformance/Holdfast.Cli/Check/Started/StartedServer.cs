using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Holdfast.Conformance.Processes;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check.Started;

/// <summary>A server process that Holdfast started, with a temporary directory.</summary>
internal sealed class StartedServer : IServerProcess
{
    /// <summary>Long enough for a JVM or an interpreter on a busy CI machine.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AfterlifeLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>The part of the server's output that is shown when it does not start.</summary>
    private const int ShownLines = 20;

    private readonly ServerCommand _command;
    private readonly DirectoryInfo _directory;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;
    private bool _isToldToEnd;
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StartedServer(ServerCommand command, Uri url) =>
        (_command, Url, _directory) = (command, url, Directory.CreateTempSubdirectory("holdfast-"));

    public Uri Url { get; }

    public string? ContentDirectory => _command.ContentIn(_directory.FullName);

    public string? EndedByItself => ExitCode is { } code && !_isToldToEnd
        ? string.Create(CultureInfo.InvariantCulture, $"The server's process exited unexpectedly with exit code {code}. {LastWords}")
        : null;

    /// <summary>Starts a server and waits until it listens; otherwise returns the reason.</summary>
    /// <exception cref="UsageException">The command is invalid.</exception>
    public static async Task<(StartedServer? Server, string? Failure)> StartAsync(
        ServerCommand command, Uri url, long? fileSizeLimit, CancellationToken stop)
    {
        var server = new StartedServer(command, url);
        var failure = "it was stopped";
        try
        {
            failure = await server.RunAsync(fileSizeLimit, stop);
            return failure is null ? (server, null) : (null, failure);
        }
        finally
        {
            if (failure is not null)
            {
                await server.DisposeAsync();
            }
        }
    }

    public async Task SignalAsync(ProcessSignal signal, CancellationToken cancellationToken)
    {
        _isToldToEnd |= signal is ProcessSignal.Kill or ProcessSignal.Terminate;
        if (_process is { HasExited: false } process)
        {
            await ProcessTree.SignalAsync(process, signal, cancellationToken);
        }
    }

    public async Task<int?> EndAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await _ended.Task.WaitAsync(atMost, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }

        return ExitCode;
    }

    public async Task<string?> RestartAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        _isToldToEnd = false;
        var failure = await RunAsync(fileSizeLimit: null, cancellationToken);

        // A server that did not start has already been reported.
        _isToldToEnd = failure is not null;
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _directory.Delete(recursive: true);
    }

    private int? ExitCode => _process is { HasExited: true } ? _process.ExitCode : null;

    private string LastWords => _output.IsEmpty
        ? "It wrote no output."
        : $"Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, _output.Select(VisibleText.Of))}";

    private async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            await _ended.Task;
        }
    }

    private async Task<string?> RunAsync(long? fileSizeLimit, CancellationToken stop)
    {
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var words = _command.Words(Url.Port, _directory.FullName);
        if (words.Count == 0)
        {
            throw new UsageException(
                "The command of '--start' is empty. Expected a program and its arguments, for example 'node server.mjs {port} {dir}'.");
        }

        if (await IsTakenAsync(stop))
        {
            return $"Another process already listens on port {Url.Port}, so '{_command.Text}' was not started. Stop that process, or "
                + "choose another port.";
        }

        Spawn(fileSizeLimit is null ? words : FileSizeLimit.Around(words));
        var failure = await WhyNotListeningAsync(stop);
        if (failure is null && fileSizeLimit is { } bytes)
        {
            await FileSizeLimit.SetAsync(ProcessTree.Of(_process!.Id), bytes, stop);
        }

        return failure;
    }

    private void Spawn(IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var ended = _ended;
        process.Exited += (_, _) => ended.SetResult();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            process.Dispose();
            throw new UsageException($"'{_command.Text}' cannot be started: {exception.Message}. Check the program's name and path.",
                exception) { Code = Cli.ExitCode.NothingRun };
        }

        _process?.Dispose();
        _process = process;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task<string?> WhyNotListeningAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        while (!await ListensAsync(stop))
        {
            if (ExitCode is { } code)
            {
                return string.Create(CultureInfo.InvariantCulture, $"'{_command.Text}' ended with exit code {code}. {LastWords}");
            }

            if (limit.IsCancellationRequested)
            {
                return $"'{_command.Text}' did not listen on port {Url.Port} within {StartLimit.TotalSeconds:0} s. {LastWords}";
            }

            await Task.Delay(Poll, TimeProvider.System, stop);
        }

        return null;
    }

    // Child processes of a server may run slightly longer than the server.
    private async Task<bool> IsTakenAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(AfterlifeLimit, TimeProvider.System);
        while (await ListensAsync(stop))
        {
            if (limit.IsCancellationRequested)
            {
                return true;
            }

            await Task.Delay(Poll, TimeProvider.System, stop);
        }

        return false;
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
}
