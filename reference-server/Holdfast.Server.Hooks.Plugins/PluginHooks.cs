using Holdfast.Server.Hooks.Plugins.Processes;

namespace Holdfast.Server.Hooks.Plugins;

/// <summary>
/// Runs a .NET assembly as a hook, in a process of its own, so that nothing that it does ends the server: a crash, a stack overflow or a
/// hang fails the calls that it was working on, and the next event gets a new process. So it does when the files of the plugin change.
/// </summary>
public sealed class PluginHooks : IHookProvider, IAsyncDisposable
{
    private readonly PluginHookOptions _options;
    private readonly SemaphoreSlim _gate = new(1);
    private PluginProcess? _current;
    private PluginFiles _files;
    private long? _lastStart;

    // The time until the next start.
    private TimeSpan Wait =>
        _lastStart is { } last ? _options.RestartDelay - _options.TimeProvider.GetElapsedTime(last) : TimeSpan.Zero;

    /// <summary>Makes a provider, which starts the process at the first event, or with <see cref="StartAsync"/>.</summary>
    /// <exception cref="ArgumentException">The file is no assembly, or an option is out of its range.</exception>
    public PluginHooks(PluginHookOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SizeLimit, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RestartDelay, TimeSpan.Zero, nameof(options));
        if (!File.Exists(options.AssemblyFile) || !options.AssemblyFile.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"'{options.AssemblyFile}' is no assembly of .NET. Expected the path of a '.dll' that has a class that implements "
                + $"'{nameof(IHookProvider)}'. Plugins of tusd, which are programs of Go, don't run here.", nameof(options));
        }

        _options = options with { AssemblyFile = Path.GetFullPath(options.AssemblyFile) };
    }

    /// <summary>Starts the process, to notice before the first event when the plugin can't be used.</summary>
    /// <exception cref="HookException">It can't be loaded.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default) => (await EnterAsync(cancellationToken)).Leave();

    /// <inheritdoc/>
    public async ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        PluginProcess? process = null;
        try
        {
            process = await EnterAsync(either.Token);
            return await process.InvokeAsync(request, either.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // It may never come back, and hold what later calls need.
            process?.Retire();
            throw new HookException(
                $"The plugin '{_options.AssemblyFile}' failed. It didn't answer within '{_options.Timeout.TotalSeconds:0.###}' s.",
                exception);
        }
        finally
        {
            process?.Leave();
        }
    }

    /// <summary>Ends the process; the calls that it works on get 5 s more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        if (_current is { } process)
        {
            await process.EndAsync();
        }

        _gate.Dispose();
    }

    private async Task<PluginProcess> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var files = PluginFiles.Of(_options.AssemblyFile);
            if (_current?.TryEnter() == true)
            {
                return files == _files || Wait > TimeSpan.Zero ? _current : await ReplaceAsync(_current, files);
            }

            do
            {
                if (Wait is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, _options.TimeProvider, cancellationToken);
                }

                _current = await LaunchAsync(files);
            }
            while (!_current.TryEnter());
            return _current;
        }
        finally
        {
            _gate.Release();
        }
    }

    // A version that can't be loaded, such as one that is copied just now, doesn't end the one that runs: the next change is tried again.
    private async Task<PluginProcess> ReplaceAsync(PluginProcess running, PluginFiles files)
    {
        try
        {
            var next = await LaunchAsync(files);
            if (next.TryEnter())
            {
                _current = next;
                running.Retire();
                running.Leave();
                return next;
            }
        }
        catch (HookException)
        {
            // The process has written to the standard error what is wrong.
        }

        return running;
    }

    private Task<PluginProcess> LaunchAsync(PluginFiles files)
    {
        _files = files;
        _lastStart = _options.TimeProvider.GetTimestamp();
        return PluginProcess.StartAsync(_options);
    }
}
