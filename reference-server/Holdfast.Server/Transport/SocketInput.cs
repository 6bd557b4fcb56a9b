using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Server;

/// <summary>
/// A connection's input, taken from its socket by the reader itself: a read asks the operating system first and goes on at once when it
/// has bytes, so a body that flows costs no change of threads, and nothing is read ahead that a reset could take away again.
/// </summary>
internal sealed class SocketInput : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem, IDisposable
{
    // A sender that is just a little slower than the reader is waited for where the reader is: two changes of threads would cost more than
    // the wait. Only some of the threads may do so, since others have work.
    private static readonly TimeSpan LongestWaitInPlace = TimeSpan.FromMilliseconds(1);
    private static readonly int MostWaitsInPlace = Math.Max(1, Environment.ProcessorCount / 2);
    private static int _waitsInPlace;

    // From here on a receive is one of many: whole blocks, or at least some packets at once.
    private const int ManyBytes = 32 * 1024;

    // Then others get the thread for a moment, however fast the sender is: some milliseconds of copying.
    private const int MostWithoutPause = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly UploadConnection _connection;
    private readonly Socket _socket;
    private readonly InputBuffer _buffer = new();
    private readonly Readiness _readiness;
    private ManualResetValueTaskSourceCore<ReadResult> _read;
    private CancellationToken _token;
    private CancellationTokenRegistration _cancellation;
    private SplicePipe? _pipe;
    private Exception? _broken;
    private int _lastCount;
    private int _sincePause;
    private bool _isExamined = true;
    private bool _isEnded;
    private bool _isReading;
    private bool _isWaiting;
    private bool _isCanceled;
    private bool _isWatched;

    public SocketInput(UploadConnection connection, Socket socket)
    {
        _connection = connection;
        _socket = socket;
        _readiness = new Readiness(this);
    }

    /// <summary>
    /// How many of the next bytes may go to a pipe of the operating system; they are then in <see cref="Pipe"/>, and what is read only
    /// stands for them. Whoever sets it sees to it that they are all taken from there, and sets it back.
    /// </summary>
    public long SpliceAtMost { get; set; }

    /// <summary>Where the bytes of the last read are; null when they are what was read.</summary>
    public SplicePipe? Pipe => _pipe;

    // A reset is told when there are no bytes before it any more.
    private bool HasNews => !_isExamined || _isEnded || _broken is not null;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        if (!_isWatched)
        {
            // Kestrel's own beat, once a second. It has the feature by the time of the first read, and not before.
            _isWatched = true;
            _connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static input => ((SocketInput)input).Watch(), this);
        }

        var isTired = _sincePause >= MostWithoutPause;
        if (HasNews || (!isTired && (TryReceive() || (_lastCount >= ManyBytes && WaitInPlace() && TryReceive()))))
        {
            return _broken is null || !_isExamined ? new(Take()) : ValueTask.FromException<ReadResult>(_broken);
        }

        return WaitAsync(isTired, cancellationToken);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (HasNews || TryReceive() || Volatile.Read(ref _isCanceled))
        {
            result = _broken is null || !_isExamined ? Take() : throw _broken;
            return true;
        }

        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_pipe is { } pipe)
        {
            if (Placeholder.IndexOf(consumed) != _lastCount)
            {
                throw new InvalidOperationException("Bytes that are in a pipe are taken together.");
            }

            _pipe = null;
            SplicePipes.Return(pipe);
            _isExamined = true;
            return;
        }

        _buffer.Consume(consumed);
        _isExamined = _buffer.IsEnd(examined);
    }

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
    public override void Complete(Exception? exception = null)
    {
        _buffer.Release();
        if (_pipe is { } pipe)
        {
            _pipe = null;
            SplicePipes.Return(pipe);
        }
    }

    /// <summary>Looks whether the client is still there, while nobody reads.</summary>
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
            // Not on the caller's thread: somebody may have begun to read meanwhile.
            ThreadPool.UnsafeQueueUserWorkItem(static input => input.OnReadable(), this, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _readiness.Dispose();

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    // After a pause.
    void IThreadPoolWorkItem.Execute() => GoOn();

    private ValueTask<ReadResult> WaitAsync(bool isTired, CancellationToken cancellationToken)
    {
        if (_buffer.IsEmpty)
        {
            _buffer.Release();
        }

        _sincePause = 0;

        // Before the read begins, so that whoever completes it finds it.
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
        else if (HasLeft())
        {
            _connection.OnEnded();
        }
    }

    private void GoOn()
    {
        while (true)
        {
            lock (_gate)
            {
                if (!_isReading)
                {
                    return;
                }

                _isReading = false;
            }

            if (TryReceive())
            {
                Complete();
                return;
            }

            bool isCanceled, arms;
            lock (_gate)
            {
                isCanceled = _isCanceled || _token.IsCancellationRequested;
                _isReading = !isCanceled;
                arms = !isCanceled && !_isWaiting;
                _isWaiting |= arms;
            }

            if (isCanceled)
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

    // Only by whoever has turned _isReading off.
    private void Complete()
    {
        _cancellation.Unregister();
        if (!_isExamined || _isEnded || (_broken is null && Volatile.Read(ref _isCanceled)))
        {
            _read.SetResult(Take());
        }
        else
        {
            _read.SetException(_broken ?? new OperationCanceledException(_token));
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

        _read.SetException(new OperationCanceledException(token));
    }

    private ReadResult Take()
    {
        var isCanceled = Interlocked.Exchange(ref _isCanceled, false);
        return new ReadResult(_pipe is null ? _buffer.Bytes : Placeholder.Of(_lastCount), isCanceled, _isEnded);
    }

    // True when there is news: bytes, the end, or that the connection is broken.
    private bool TryReceive()
    {
        try
        {
            if (SpliceAtMost > 0 && _buffer.IsEmpty && TrySplice() is { } hasCome)
            {
                return hasCome;
            }

            var count = _socket.Receive(_buffer.Room(), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return false;
            }

            if (error != SocketError.Success)
            {
                Break(error);
            }
            else if (count == 0)
            {
                _isEnded = true;
                _connection.OnEnded();
            }
            else
            {
                _buffer.Fill(count);
                Count(count);
            }
        }
        catch (ObjectDisposedException)
        {
            _broken = new ConnectionAbortedException("The server has closed the connection.");
        }

        return true;
    }

    // Null when only a receive can tell: at the end, after a reset, and when there is no pipe to be had.
    private bool? TrySplice()
    {
        if (SplicePipes.TryRent() is not { } pipe)
        {
            return null;
        }

        var hasCome = pipe.TryFill(_socket.SafeHandle, SpliceAtMost);
        if (hasCome != true)
        {
            SplicePipes.Return(pipe);
            return hasCome;
        }

        _pipe = pipe;
        Count(pipe.Count);
        return true;
    }

    private void Count(int count)
    {
        _lastCount = count;
        _sincePause += count;
        _isExamined = false;
    }

    private void Break(SocketError error)
    {
        var exception = new SocketException((int)error);
        _broken = error == SocketError.ConnectionReset ? new ConnectionResetException(exception.Message, exception) : new IOException(exception.Message, exception);
        _connection.OnEnded();
    }

    private bool WaitInPlace()
    {
        try
        {
            return Interlocked.Increment(ref _waitsInPlace) <= MostWaitsInPlace && _socket.Poll(LongestWaitInPlace, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waitsInPlace);
        }
    }

    private bool HasLeft()
    {
        try
        {
            Span<byte> one = stackalloc byte[1];
            var count = _socket.Receive(one, SocketFlags.Peek, out var error);
            return error != SocketError.WouldBlock && (error != SocketError.Success || count == 0);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

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
