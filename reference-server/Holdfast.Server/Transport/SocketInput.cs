using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Server.Transport;

/// <summary>
/// A connection's input, taken from its socket by the reader itself: a read asks the operating system first and continues at once when it
/// has bytes. So a steady body costs no change of threads, and no bytes are read ahead that a reset could destroy.
/// </summary>
internal sealed class SocketInput : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _gate = new();
    private readonly UploadConnection _connection;
    private readonly Socket _socket;
    private readonly SocketReceiver _receiver;
    private readonly Readiness _readiness;
    private ManualResetValueTaskSourceCore<ReadResult> _read;
    private CancellationToken _token;
    private CancellationTokenRegistration _cancellation;
    private bool _isExamined = true;
    private bool _isWatched;

    // Guarded by the gate. _isReading: a ReadAsync is not completed. _isWaiting: the operating system will report the next bytes.
    // _isCanceled: the next result says "cancelled". The thread that sets _isReading to false completes the read; until then it alone may
    // use the receiver.
    private bool _isReading;
    private bool _isWaiting;
    private bool _isCanceled;

    public SocketInput(UploadConnection connection, Socket socket)
    {
        _connection = connection;
        _socket = socket;
        _receiver = new SocketReceiver(socket);
        _readiness = new Readiness(this);
    }

    /// <summary>
    /// How many of the next bytes may go to a pipe of the operating system. They are then in <see cref="Pipe"/>, and a read gives
    /// placeholders of the same length. The caller that sets it takes all of them from the pipe, and sets it to 0 afterwards.
    /// </summary>
    public long SpliceAtMost
    {
        set => _receiver.SpliceAtMost = value;
    }

    /// <summary>The pipe that has the bytes of the last read; null when they are in the read's buffer.</summary>
    public SplicePipe? Pipe => _receiver.Pipe;

    private bool HasNews => !_isExamined || _receiver.IsEnded || _receiver.Broken is not null;

    // A read reports a reset only after it has given all bytes that arrived before the reset.
    private Exception? Failure => _isExamined ? _receiver.Broken : null;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        WatchFromNowOn();
        var isTired = _receiver.IsTired;
        if (HasNews || (!isTired && (TryReceive() || (_receiver.WaitInPlace() && TryReceive()))))
        {
            return Failure is { } failure ? ValueTask.FromException<ReadResult>(failure) : new(Take());
        }

        return WaitAsync(isTired, cancellationToken);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (HasNews || TryReceive() || Volatile.Read(ref _isCanceled))
        {
            result = Failure is { } failure ? throw failure : Take();
            return true;
        }

        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        _isExamined = _receiver.Consume(consumed, examined);

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        lock (_gate)
        {
            _isCanceled = true;
            if (!_isReading)
            {
                return;
            }

            _isReading = false;
        }

        Complete();
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _receiver.Release();

    /// <summary>Watches whether the client closes the connection while no read is pending.</summary>
    public void Watch()
    {
        lock (_gate)
        {
            if (_isReading || _isWaiting)
            {
                return;
            }

            _isWaiting = true;
        }

        if (!TryArm())
        {
            // Not on the caller's thread: a read may have begun meanwhile.
            ThreadPool.UnsafeQueueUserWorkItem(static input => input.OnReadable(), this, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _readiness.Dispose();

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) => _read.OnCompleted(continuation, state, token, flags);

    // After a pause.
    void IThreadPoolWorkItem.Execute() => GoOn();

    // By Kestrel's own beat, once a second. The connection has it by the time of the first read, and not before.
    private void WatchFromNowOn()
    {
        if (!_isWatched)
        {
            _isWatched = true;
            _connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static input => ((SocketInput)input).Watch(), this);
        }
    }

    private ValueTask<ReadResult> WaitAsync(bool isTired, CancellationToken cancellationToken)
    {
        _receiver.Rest();

        // Before the read begins, so that the thread that completes the read finds the registration.
        _cancellation = cancellationToken.UnsafeRegister(static (input, token) => ((SocketInput)input!).Cancel(token), this);
        bool arms;
        lock (_gate)
        {
            if (_isCanceled)
            {
                _cancellation.Unregister();
                return new(Take());
            }

            _read.Reset();
            _token = cancellationToken;
            _isReading = true;
            arms = !isTired && !_isWaiting;
            _isWaiting |= arms;
        }

        var version = _read.Version;
        if (isTired)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else if (arms && !TryArm())
        {
            OnReadable();
        }

        if (cancellationToken.IsCancellationRequested)
        {
            Cancel(cancellationToken);
        }

        return new ValueTask<ReadResult>(this, version);
    }

    // False when there is something already. A read of no bytes waits until there are some.
    private bool TryArm()
    {
        try
        {
            return _socket.ReceiveAsync(_readiness);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private void OnReadable()
    {
        bool isReading;
        lock (_gate)
        {
            _isWaiting = false;
            isReading = _isReading;
        }

        if (isReading)
        {
            GoOn();
        }
        else if (_receiver.HasLeft())
        {
            _connection.OnEnded();
        }
    }

    private void GoOn()
    {
        while (TryClaim())
        {
            if (TryReceive() || !TryWaitOn(out var arms))
            {
                Complete();
                return;
            }

            if (!arms || TryArm())
            {
                return;
            }

            lock (_gate)
            {
                _isWaiting = false;
            }
        }
    }

    private bool TryClaim()
    {
        lock (_gate)
        {
            var isReading = _isReading;
            _isReading = false;
            return isReading;
        }
    }

    // Nothing was there after all. False when the read was cancelled meanwhile.
    private bool TryWaitOn(out bool arms)
    {
        lock (_gate)
        {
            _isReading = !_isCanceled && !_token.IsCancellationRequested;
            arms = _isReading && !_isWaiting;
            _isWaiting |= arms;
            return _isReading;
        }
    }

    private bool TryReceive()
    {
        var hasNews = _receiver.TryReceive();
        _isExamined &= !hasNews || _receiver.Bytes.IsEmpty;
        if (hasNews && (_receiver.IsEnded || _receiver.Broken is not null))
        {
            _connection.OnEnded();
        }

        return hasNews;
    }

    private void Complete()
    {
        _cancellation.Unregister();
        if (Failure is { } failure)
        {
            _read.SetException(failure);
        }
        else if (HasNews || Volatile.Read(ref _isCanceled))
        {
            _read.SetResult(Take());
        }
        else
        {
            _read.SetException(new OperationCanceledException(_token));
        }
    }

    private void Cancel(CancellationToken token)
    {
        lock (_gate)
        {
            // The token of an earlier read may be late.
            if (!_isReading || _token != token)
            {
                return;
            }

            _isReading = false;
        }

        Complete();
    }

    private ReadResult Take() => new(_receiver.Bytes, Interlocked.Exchange(ref _isCanceled, false), _receiver.IsEnded);

    private sealed class Readiness : SocketAsyncEventArgs
    {
        private readonly SocketInput _input;

        public Readiness(SocketInput input)
            : base(true)
        {
            _input = input;
            SetBuffer(Memory<byte>.Empty);
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => _input.OnReadable();
    }
}
