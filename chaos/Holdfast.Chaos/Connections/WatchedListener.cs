using System.Net;
using System.Net.Sockets;
using Holdfast.Chaos.Log;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// A listener that, with RefuseWhileDown, binds its port without listening while the upstream is down, so that clients are refused as the
/// upstream itself would refuse them. The upstream counts as down when a client's connection cannot be made. Only from then on is it
/// probed, until it can be reached, so that a running upstream receives no probes.
/// </summary>
internal sealed class WatchedListener : IAsyncDisposable
{
    // Short enough that a test does not wait, long enough to cost next to nothing.
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);

    private readonly ChaosProxyOptions _options;
    private readonly EventLog _log;
    private readonly Func<string>? _upstream;
    private readonly CancellationTokenSource _closing = new();
    private Listener? _listener;
    private TaskCompletionSource _down = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;

    /// <param name="address">The address to listen on.</param>
    /// <param name="options">The clock, and how long dialling may take.</param>
    /// <param name="log">Receives an event when the upstream goes down and when it is up again.</param>
    /// <param name="upstream">The upstream to watch; null: the listener always listens.</param>
    /// <exception cref="ChaosProxyException">The address is in use, or this machine does not have it.</exception>
    public WatchedListener(IPEndPoint address, ChaosProxyOptions options, EventLog log, Func<string>? upstream)
    {
        (_options, _log, _upstream) = (options, log, upstream);
        if (!options.Descriptors.TryTake(1))
        {
            throw new ChaosProxyException(
                $"The process may open {options.Descriptors.Limit} files and sockets, and none is left to listen on '{address}'. "
                + "Close proxies or connections, or raise the limit with 'ulimit -n'.",
                $"listen tcp {address}: socket: too many open files");
        }

        try
        {
            _listener = Listener.Bind(address, options.TimeProvider, listens: upstream is null);
        }
        catch
        {
            options.Descriptors.Return(1);
            throw;
        }

        EndPoint = _listener.EndPoint;
    }

    /// <summary>The bound address; it stays the same while the proxy does not listen.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Passes every accepted socket to <paramref name="accepted"/>, which must return quickly.</summary>
    public void Start(Action<Socket> accepted)
    {
        if (_upstream is null)
        {
            _listener!.Start(accepted);
        }
        else
        {
            _watching = Task.Run(() => WatchAsync(accepted, _upstream));
        }
    }

    /// <summary>Reports that the upstream could not be reached.</summary>
    public void Unreachable() => _down.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watching;
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }

        _closing.Dispose();
        _options.Descriptors.Return(1);
    }

    private async Task WatchAsync(Action<Socket> accepted, Func<string> upstream)
    {
        try
        {
            for (var told = false; ; told = true)
            {
                await UntilUpAsync(upstream, told);
                _down = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _listener!.Start(accepted);
                await _down.Task.WaitAsync(_closing.Token);
                await _listener.DisposeAsync();
                _listener = null;
                await HoldPortAsync();
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The proxy was disabled.
        }
    }

    private async Task UntilUpAsync(Func<string> upstream, bool told)
    {
        while (true)
        {
            var (socket, failure) = await Dialler.ConnectAsync(upstream(), _options, _closing.Token);
            _closing.Token.ThrowIfCancellationRequested();
            if (socket is not null)
            {
                socket.Dispose();
                if (told)
                {
                    var detail = $"The upstream '{upstream()}' can be reached again: the proxy listens on '{EndPoint}'.";
                    _log.Add(0, ChaosEventKind.UpstreamUp, detail);
                }

                return;
            }

            if (!told)
            {
                told = true;
                _log.Add(0, ChaosEventKind.UpstreamDown, $"{failure} Clients are refused until it can.");
            }

            await Task.Delay(ProbeInterval, _options.TimeProvider, _closing.Token);
        }
    }

    private async Task HoldPortAsync()
    {
        _log.Add(0, ChaosEventKind.UpstreamDown, "A client did not reach the upstream. Clients are refused until it can be reached.");
        while (true)
        {
            try
            {
                _listener = Listener.Bind(EndPoint, _options.TimeProvider, listens: false);
                return;
            }
            catch (ChaosProxyException)
            {
                // Another process took the port meanwhile; clients reach that process until the port is free.
                await Task.Delay(ProbeInterval, _options.TimeProvider, _closing.Token);
            }
        }
    }
}
