using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Holdfast.Server.Hooks.Plugins.Processes;

/// <summary>
/// A process that runs a plugin, and the calls that it works on. It ends with its standard input, so it never outlives the server.
/// </summary>
internal sealed class PluginProcess
{
    // The host ends itself within 5 s after its standard input.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(10);

    // What a process wrote before its end is in the pipe and only needs to be read.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly PluginHookOptions _options;
    private readonly Process _process;
    private readonly Stream _input;
    private readonly Channel<Frame> _orders = Channel.CreateUnbounded<Frame>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<int, TaskCompletionSource<HookResponse>> _calls = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _entrance = new();
    private volatile HookException? _end;
    private bool _isRetired;
    private int _users;
    private int _lastCall;

    private PluginProcess(PluginHookOptions options, Process process)
    {
        _options = options;
        _process = process;
        _input = process.StandardInput.BaseStream;
        Ended = RunAsync();
    }

    /// <summary>Completes when the process has ended.</summary>
    public Task Ended { get; }

    /// <summary>Starts a process and waits until it has loaded the plugin.</summary>
    /// <exception cref="HookException">The plugin can't be loaded, or not in time.</exception>
    public static async Task<PluginProcess> StartAsync(PluginHookOptions options)
    {
        var process = new PluginProcess(options, Launch(options));
        try
        {
            await process._ready.Task.WaitAsync(options.Timeout, options.TimeProvider);
            return process;
        }
        catch (HookException)
        {
            process.Kill();
            throw;
        }
        catch (TimeoutException exception)
        {
            process.Kill();
            throw process.Failure($"It wasn't loaded within '{options.Timeout.TotalSeconds:0.###}' s.", exception);
        }
    }

    /// <summary>Keeps the process for a call; false when it takes no more.</summary>
    public bool TryEnter()
    {
        lock (_entrance)
        {
            var isOpen = !_isRetired && _end is null;
            _users += isOpen ? 1 : 0;
            return isOpen;
        }
    }

    /// <summary>Gives back what <see cref="TryEnter"/> took.</summary>
    public void Leave()
    {
        lock (_entrance)
        {
            _users--;
            EndIfIdle();
        }
    }

    /// <summary>Takes no more calls, and ends the process after those that it has.</summary>
    public void Retire()
    {
        lock (_entrance)
        {
            _isRetired = true;
            EndIfIdle();
        }
    }

    /// <summary>Ends the process; the calls that it has get some seconds more.</summary>
    public Task EndAsync()
    {
        Retire();
        _ = _orders.Writer.TryComplete();
        return Ended;
    }

    /// <summary>Calls the plugin, between <see cref="TryEnter"/> and <see cref="Leave"/>.</summary>
    public async Task<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken)
    {
        var call = Interlocked.Increment(ref _lastCall);
        var answer = _calls[call] = new TaskCompletionSource<HookResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _ = _orders.Writer.TryWrite(new Frame(call, FrameKind.Invoke, request.ToJson()));
            if (_end is { } end)
            {
                throw end;
            }

            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = _orders.Writer.TryWrite(new Frame(call, FrameKind.Cancel, default));
            throw;
        }
        finally
        {
            _ = _calls.TryRemove(call, out _);
        }
    }

    private static Process Launch(PluginHookOptions options)
    {
        var host = typeof(PluginProcess).Assembly.Location;
        var start = new ProcessStartInfo(DotNet())
        {
            ArgumentList =
            {
                "exec", host, Path.GetFullPath(options.AssemblyFile), options.SizeLimit.ToString(CultureInfo.InvariantCulture),
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start) ?? throw new HookException("No process was started.");
        }
        catch (Win32Exception exception)
        {
            throw new HookException(
                $"The plugin '{options.AssemblyFile}' failed. '{start.FileName}', which runs it, can't be started: {exception.Message}. "
                + "Install the runtime of .NET.", exception);
        }
    }

    // The one whose runtime this process has.
    private static string DotNet()
    {
        var shared = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory()).Parent?.Parent?.Parent;
        var file = Path.Combine(shared?.FullName ?? "", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(file) ? file : "dotnet";
    }

    private void EndIfIdle()
    {
        if (_isRetired && _users == 0)
        {
            _ = _orders.Writer.TryComplete();
        }
    }

    private async Task RunAsync()
    {
        var (reading, writing, exit) = (ReadAsync(), WriteAsync(), _process.WaitForExitAsync());
        _ = KillAsync(after: writing, unless: exit);

        // The exit counts, too, because a program that the plugin started may hold the stream open.
        var problem = await Task.WhenAny(reading, exit) == reading ? await reading : "";
        if (problem.Length > 0)
        {
            Kill();
        }

        await exit;
        await Task.WhenAny(reading, Task.Delay(LastWords, _options.TimeProvider));
        End(Failure($"Its process ended with exit code '{_process.ExitCode}'. {problem}".TrimEnd()));
        await writing;
        _process.Dispose();
    }

    // The only place that writes, so that frames never mix.
    private async Task WriteAsync()
    {
        try
        {
            await foreach (var frame in _orders.Reader.ReadAllAsync())
            {
                await _input.WriteAsync(frame.ToBytes());
                await _input.FlushAsync();
            }

            _input.Close();
        }
        catch (IOException)
        {
            // The process has ended, which its calls are told by the end of what it writes.
        }
    }

    // Gives the reason to end the process; none when it has nothing more to say.
    private async Task<string> ReadAsync()
    {
        var output = _process.StandardOutput.BaseStream;
        try
        {
            while (await Frame.ReadAsync(output, Math.Max(_options.SizeLimit, Frame.LongestFailure)) is { } frame)
            {
                Take(frame);
            }

            return "";
        }
        catch (InvalidDataException exception)
        {
            return $"It wrote to its standard output otherwise than by Console: {exception.Message}";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private async Task KillAsync(Task after, Task unless)
    {
        await after;
        if (await Task.WhenAny(unless, Task.Delay(EndTime, _options.TimeProvider)) != unless)
        {
            Kill();
        }
    }

    private void Take(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Ready:
                _ = _ready.TrySetResult();
                break;
            case FrameKind.Failure when frame.Call == 0:
                _ = _ready.TrySetException(Failure(Encoding.UTF8.GetString(frame.Content.Span)));
                break;
            case FrameKind.Failure when _calls.TryGetValue(frame.Call, out var call):
                _ = call.TrySetException(Failure(Encoding.UTF8.GetString(frame.Content.Span)));
                break;
            case FrameKind.Response when _calls.TryGetValue(frame.Call, out var call):
                Answer(call, frame.Content);
                break;
            default:
                // Of a call that nobody waits for any more.
                break;
        }
    }

    private void Answer(TaskCompletionSource<HookResponse> call, ReadOnlyMemory<byte> json)
    {
        try
        {
            _ = call.TrySetResult(HookResponse.Parse(json.Span));
        }
        catch (JsonException exception)
        {
            _ = call.TrySetException(Failure($"Its response '{Excerpt.Of(json)}' can't be used: {exception.Message}", exception));
        }
    }

    private void End(HookException end)
    {
        _end = end;
        _ = _ready.TrySetException(end);
        foreach (var call in _calls.Values)
        {
            _ = call.TrySetException(end);
        }

        Retire();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private HookException Failure(string problem, Exception? inner = null) =>
        new($"The plugin '{_options.AssemblyFile}' failed. {problem}", inner);
}
