using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Server.Capacity;

/// <summary>Counts the connections and requests of a server, and the descriptors that they need. It refuses those that don't fit.</summary>
[SuppressMessage("Design", "CA1001",
    Justification = "A semaphore without a wait handle holds nothing, and connections may close after the server.")]
internal sealed class ServerCapacity(CapacityOptions options, DescriptorBudget budget, CapacityLog log)
{
    // After this time without a refusal there is room again: a server at its limit doesn't log every connection that opens and closes.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _refusals = new(budget.Refusals);
    private readonly int _maxConnections = options.MaxConnections > 0 ? options.MaxConnections : int.MaxValue;
    private readonly int _maxRequests = options.MaxRequests > 0 ? options.MaxRequests : int.MaxValue;
    private int _connections;
    private int _requests;
    private int _waiting;
    private bool _hasRefused;
    private ITimer? _full;

    public CapacityOptions Options => options;

    /// <summary>How many connections are open, without those that are only refused.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections wait at the door until one of those that are refused has closed.</summary>
    public bool IsPressed => Volatile.Read(ref _waiting) > 0;

    // A quarter stays free of idle connections, for the requests on those that are open.
    private bool HasRoomForConnection =>
        _connections < _maxConnections && Used + DescriptorBudget.Connection <= budget.Room - (budget.Room / 4);

    private bool HasRoomForRequest => _requests < _maxRequests && Used + DescriptorBudget.Request <= budget.Room;

    private long Used => ((long)_connections * DescriptorBudget.Connection) + ((long)_requests * DescriptorBudget.Request);

    /// <summary>True when another connection fits; then <see cref="LeaveConnection"/> must follow.</summary>
    /// <param name="descriptor">The descriptor of its socket; its number shows how many the process has open.</param>
    public bool TryEnterConnection(long descriptor)
    {
        lock (_gate)
        {
            var fits = HasRoomForConnection && descriptor < budget.Highest;
            _connections += fits ? 1 : 0;
            return fits || Refuse();
        }
    }

    public void LeaveConnection()
    {
        lock (_gate)
        {
            _connections--;
        }
    }

    /// <summary>True when another request fits; then <see cref="LeaveRequest"/> must follow.</summary>
    public bool TryEnterRequest()
    {
        lock (_gate)
        {
            var fits = HasRoomForRequest;
            _requests += fits ? 1 : 0;
            return fits || Refuse();
        }
    }

    public void LeaveRequest()
    {
        lock (_gate)
        {
            _requests--;
        }
    }

    /// <summary>Waits until one more connection can be accepted only to be refused.</summary>
    public async Task EnterRefusalAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _refusals.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void LeaveRefusal() => _refusals.Release();

    private bool Refuse()
    {
        _hasRefused = true;
        if (_full is null)
        {
            log.CapacityReached(_connections, _requests, budget.Room);
            _full = options.TimeProvider.CreateTimer(static state => ((ServerCapacity)state!).TellWhenRoom(), this, Calm, Calm);
        }

        return false;
    }

    private void TellWhenRoom()
    {
        lock (_gate)
        {
            if (!_hasRefused && HasRoomForConnection && HasRoomForRequest)
            {
                _full?.Dispose();
                _full = null;
                log.CapacityRegained(_connections, _requests);
            }

            _hasRefused = false;
        }
    }
}
