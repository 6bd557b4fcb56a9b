using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Holdfast.Server.Refusals;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Bodies;

/// <summary>
/// A request body as a store reads it: it yields the bytes that arrive and then ends normally, also when the connection broke;
/// <see cref="Cut"/> has the reason. A store therefore commits after every kind of cut, as in tusd.
/// </summary>
internal sealed class ArrivingBody : PipeReader, ISplicedBody, IDisposable
{
    // After a stop, what has arrived is still taken; a sender that is faster than we read must not make that endless. Linux keeps
    // 6 MiB at most for one connection (net.ipv4.tcp_rmem), so no byte that was there at the stop is left behind.
    private const long MaxTakenAfterStop = 8 * 1024 * 1024;

    private static readonly ReadResult Nothing = new(default, isCanceled: false, isCompleted: true);

    private readonly Lock _stopping = new();
    private readonly PipeReader _arriving;
    private readonly SocketInput? _socket;
    private readonly StallTimer _stall;
    private Refusal? _stop;
    private bool _isAbandoned;
    private ReadOnlySequence<byte> _handedOut;
    private long _taken;
    private long _takenAfterStop;
    private bool _ended;
    private bool _disposed;

    /// <param name="arriving">The body as the host gives it.</param>
    /// <param name="length">Its length in bytes when the request said so.</param>
    /// <param name="networkTimeout">How long a read may wait for the next byte.</param>
    /// <param name="timeProvider">The clock of that wait.</param>
    /// <param name="socket">Where the host takes it from when nothing is between; null when something is, or isn't known.</param>
    public ArrivingBody(PipeReader arriving, long? length, TimeSpan networkTimeout, TimeProvider timeProvider, SocketInput? socket = null)
    {
        _arriving = arriving;
        _socket = socket;
        Length = length;
        _stall = new StallTimer(networkTimeout, timeProvider, () => Stop(RefusalKind.ReadTimeout));
    }

    /// <summary>The length in bytes that the request declared; null for a chunked body.</summary>
    public long? Length { get; }

    /// <summary>How many bytes the upload has left; a longer body is cut there.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>The refusal that a longer body gets.</summary>
    public Refusal Excess { get; set; } = RefusalKind.SizeExceeded;

    /// <summary>How many bytes have been read so far. Any thread may ask.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Why the body ended before its time; null when it arrived whole or still arrives.</summary>
    public Refusal? Cut { get; private set; }

    /// <summary>
    /// Asked after each read, before a byte is handed out: nothing that this request stores may count any more. A process that was stopped
    /// goes on with a read, before it is told by <see cref="Abandon"/>.
    /// </summary>
    public Func<bool>? IsForfeited { private get; set; }

    /// <summary>Reading has begun, so the host has asked the client for the body.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>
    /// The client has sent the last byte of this request, the byte was read, and no other request wanted to stop this one.
    /// </summary>
    public bool IsWhole => _ended && Cut is null && _stop is null;

    /// <inheritdoc/>
    public bool TakesPipes { private get; set; }

    /// <inheritdoc/>
    public SplicePipe? Pipe => _handedOut.IsEmpty ? null : _socket?.Pipe;

    /// <summary>Ends the body after the bytes that have arrived by now. Only the first call's reason counts.</summary>
    public void Stop(Refusal reason)
    {
        lock (_stopping)
        {
            // A stop that comes late must not cancel a read of the connection's next request.
            if (!_disposed)
            {
                _stop ??= reason;
                CancelPendingRead();
            }
        }
    }

    /// <summary>Ends the body at once; bytes that arrived and were not read yet are discarded.</summary>
    public void Abandon(Refusal reason)
    {
        lock (_stopping)
        {
            if (!_disposed)
            {
                (_stop, _isAbandoned) = (reason, true);
                CancelPendingRead();
            }
        }
    }

    // One pooled state machine for all reads of a body: thousands of uploads that trickle would leave some behind for every packet.
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        IsStarted = true;
        while (!_ended)
        {
            var received = Nothing;
            OfferPipe();
            try
            {
                received = Volatile.Read(ref _stop) is { } reason ? TakeArrived(reason) : await Await(cancellationToken);
            }
            catch (Exception exception) when (CutOf(exception, cancellationToken) is { } cut)
            {
                End(cut);
            }

            _stall.End();
            WithdrawPipe();
            if (IsForfeited?.Invoke() == true)
            {
                Abandon(RefusalKind.LockLost);
            }

            if (Volatile.Read(ref _stop) is not null)
            {
                // Under inline scheduling the cancelled read continues inside Stop. Its continuation must not run there, since it may wait
                // for other locks.
                await Task.Yield();
            }

            if (!_ended && Volatile.Read(ref _isAbandoned))
            {
                _arriving.AdvanceTo(received.Buffer.Start);
                return End(_stop!);
            }

            if (!_ended && (received.IsCompleted || !received.Buffer.IsEmpty))
            {
                return HandOut(received);
            }

            if (!_ended)
            {
                _arriving.AdvanceTo(received.Buffer.End);
            }
        }

        return Nothing;
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        result = Nothing;
        return _ended;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_handedOut.IsEmpty)
        {
            var taken = _handedOut.Slice(0, consumed).Length;
            Room -= taken;
            _taken += taken;
            try
            {
                _arriving.AdvanceTo(consumed, examined);
            }
            catch (Exception exception) when (CutOf(exception, CancellationToken.None) is { } cut)
            {
                // Kestrel refuses every call once the client has reset the request. The bytes that it handed out before count nevertheless.
                End(cut);
            }

            _handedOut = default;
        }
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        try
        {
            _arriving.CancelPendingRead();
        }
        catch (Exception exception) when (CutOf(exception, CancellationToken.None) is not null)
        {
            // As above: the client has reset the request, so the read ends by itself, and Stop must not fail because of that.
        }
    }

    /// <summary>Does nothing: the request's body belongs to the host.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    /// <summary>
    /// Reads and discards the rest of the body, for a bounded time or until it is stopped. True when the client has sent all of it.
    /// </summary>
    public async Task<bool> DiscardAsync(TimeSpan atMost, TimeProvider timeProvider, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(atMost, timeProvider);
        await using var stopping = stop.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit);
        try
        {
            AdvanceTo(_handedOut.End);
            while (true)
            {
                var read = await _arriving.ReadAsync(limit.Token);
                _arriving.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stall.Dispose();
        lock (_stopping)
        {
            _disposed = true;
        }
    }

    // Not a byte beyond the body: the bytes after it belong to the next request.
    private void OfferPipe()
    {
        if (TakesPipes && _socket is not null)
        {
            _socket.SpliceAtMost = Math.Min(Room, Length.GetValueOrDefault() - _taken);
        }
    }

    private void WithdrawPipe()
    {
        if (_socket is not null)
        {
            _socket.SpliceAtMost = 0;
        }
    }

    private ValueTask<ReadResult> Await(CancellationToken cancellationToken)
    {
        var read = _arriving.ReadAsync(cancellationToken);
        if (!read.IsCompleted)
        {
            _stall.Begin();
        }

        return read;
    }

    // A broken connection isn't reported as an exception here; it ends the body.
    private static Refusal? CutOf(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        // Kestrel's exceptions for a body that ends early or has a malformed chunk (a chunk of 2^63 bytes causes an overflow only). Both
        // derive from IOException, so they come first.
        BadHttpRequestException or IOException { InnerException: OverflowException } => RefusalKind.UnexpectedEof,
        IOException or ConnectionAbortedException => RefusalKind.ConnectionReset,
        OperationCanceledException when !cancellationToken.IsCancellationRequested => RefusalKind.ConnectionReset,
        _ => null,
    };

    private ReadResult TakeArrived(Refusal reason)
    {
        if (_isAbandoned || _takenAfterStop >= MaxTakenAfterStop || !_arriving.TryRead(out var result))
        {
            return End(reason);
        }

        if (result.Buffer.IsEmpty && !result.IsCompleted)
        {
            _arriving.AdvanceTo(result.Buffer.End);
            return End(reason);
        }

        _takenAfterStop += result.Buffer.Length;
        return result;
    }

    private ReadResult End(Refusal reason)
    {
        _ended = true;
        Cut = reason;
        return Nothing;
    }

    private ReadResult HandOut(ReadResult received)
    {
        var buffer = received.Buffer;
        if (buffer.Length > Room)
        {
            End(Excess);
            buffer = buffer.Slice(0, Room);
        }

        _ended |= received.IsCompleted;
        if (buffer.IsEmpty)
        {
            _arriving.AdvanceTo(received.Buffer.Start);
        }

        _handedOut = buffer;
        return new ReadResult(buffer, isCanceled: false, isCompleted: _ended);
    }
}
