using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos.Log;

/// <summary>The events of one proxy that are kept, and the callers that wait for one.</summary>
internal sealed partial class EventLog(TimeProvider time, int capacity, string proxy, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Queue<ChaosEvent> _events = new();
    private readonly List<Waiter> _waiters = [];

    public IReadOnlyList<ChaosEvent> Snapshot()
    {
        lock (_gate)
        {
            return [.. _events];
        }
    }

    public void Add(int connection, ChaosEventKind kind, string detail, ToxicStream? stream = null, string? toxic = null, long offset = 0)
    {
        var entry = new ChaosEvent(time.GetTimestamp(), connection, kind, stream, toxic, offset, detail);
        lock (_gate)
        {
            _events.Enqueue(entry);
            if (_events.Count > capacity)
            {
                _events.Dequeue();
            }

            _waiters.RemoveAll(waiter => waiter.Accepts(entry));
        }

        if (Level(kind) is var level && logger.IsEnabled(level))
        {
            Wrote(logger, level, proxy, connection, kind, detail);
        }
    }

    public async Task<ChaosEvent> WaitForAsync(Func<ChaosEvent, bool> predicate, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(predicate);
        lock (_gate)
        {
            if (!_events.Any(waiter.Accepts))
            {
                _waiters.Add(waiter);
            }
        }

        try
        {
            return await waiter.Event.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    private static LogLevel Level(ChaosEventKind kind) => kind switch
    {
        ChaosEventKind.ConnectFailed or ChaosEventKind.LimitReached or ChaosEventKind.LimitLeft or ChaosEventKind.TlsFailed
            or ChaosEventKind.UpstreamDown or ChaosEventKind.UpstreamUp => LogLevel.Warning,
        _ => LogLevel.Debug,
    };

    [LoggerMessage(EventId = 1, Message = "Proxy '{Proxy}', connection {Connection}: {Kind}: {Detail}")]
    private static partial void Wrote(ILogger logger, LogLevel level, string proxy, int connection, ChaosEventKind kind, string detail);

    private sealed class Waiter(Func<ChaosEvent, bool> predicate)
    {
        private readonly TaskCompletionSource<ChaosEvent> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ChaosEvent> Event => _source.Task;

        public bool Accepts(ChaosEvent entry) => predicate(entry) && _source.TrySetResult(entry);
    }
}
