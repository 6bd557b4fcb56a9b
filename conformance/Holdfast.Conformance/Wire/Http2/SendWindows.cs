namespace Holdfast.Conformance.Wire.Http2;

/// <summary>The bytes of DATA that may be sent (RFC 9113, 5.2 and 6.9), on the connection and on each stream.</summary>
internal sealed class SendWindows
{
    private const int Connection = 0;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _grown = [];
    private long _initial = 65_535;
    private TaskCompletionSource _change = New();

    /// <summary>Applies a new SETTINGS_INITIAL_WINDOW_SIZE, which also changes the windows of open streams.</summary>
    public void SetInitial(long size)
    {
        lock (_gate)
        {
            _initial = size;
        }

        Tell();
    }

    /// <summary>Adds what WINDOW_UPDATE grants; 0 is the connection.</summary>
    public void Grow(int stream, long bytes)
    {
        lock (_gate)
        {
            _grown[stream] = _grown.GetValueOrDefault(stream) + bytes;
        }

        Tell();
    }

    /// <summary>Waits until something may be sent, and takes at most <paramref name="wanted"/> of it.</summary>
    public async Task<int> TakeAsync(int stream, int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                // The connection's window does not follow the setting (RFC 9113, 6.9.2).
                var open = Math.Min(65_535 + _grown.GetValueOrDefault(Connection), _initial + _grown.GetValueOrDefault(stream));
                if (open > 0)
                {
                    var taken = (int)Math.Min(open, wanted);
                    _grown[Connection] = _grown.GetValueOrDefault(Connection) - taken;
                    _grown[stream] = _grown.GetValueOrDefault(stream) - taken;
                    return taken;
                }

                changed = _change.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Tell()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            (changed, _change) = (_change, New());
        }

        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
