using System.Runtime.CompilerServices;
using Holdfast.Chaos.Metrics;
using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// One direction of a connection. While no toxic applies, the reader itself writes the data to the destination. As soon as one applies,
/// chunks go through the pipeline, and a separate writer sends its output. The lock is never held during I/O, so that changes of
/// toxics never wait for data.
/// </summary>
internal sealed class Link(ToxicStream stream, MonotonicClock clock, ILinkOwner owner, TrafficCount traffic)
{
    // The size of Toxiproxy's read buffer, and so the longest chunk.
    private const int ChunkSize = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly StagePipeline _pipeline = new(clock);
    private readonly Wakeup _work = new();
    private readonly Wakeup _room = new();
    private WakeTimer? _timer;
    private Task? _writer;
    private Peer? _destination;
    private bool _sending;
    private bool _over;
    private bool _drains;
    private bool _limited;
    private long _passed;

    public ToxicStream Stream => stream;

    /// <summary>The bytes that were written to the destination.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    /// <summary>Whether the direction has ended.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _over;
            }
        }
    }

    /// <summary>Updates the stages to the proxy's toxics, also while the connection to the upstream is still being made.</summary>
    public void Apply(IReadOnlyList<Toxic> toxics)
    {
        lock (_gate)
        {
            if (!_over)
            {
                _pipeline.Reconcile(toxics, owner.Strikes, toxic => owner.CreateStage(toxic, this));
                StartWriter();
            }
        }

        _work.Set();
        _room.Set();
    }

    /// <summary>Makes the writer run the stages again.</summary>
    public void Wake() => _work.Set();

    /// <summary>Passes data on until the direction has ended and the source has ended, too.</summary>
    public async Task RunAsync(Peer source, Peer destination)
    {
        lock (_gate)
        {
            _destination = destination;
            StartWriter();
        }

        await ReadAsync(source, destination);
        Task? writer;
        lock (_gate)
        {
            writer = _writer;
        }

        await (writer ?? Task.CompletedTask);
    }

    /// <summary>Ends the direction and drops queued data.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _over = true;
            _pipeline.Clear();
            _timer?.Dispose();
            _timer = null;
        }

        _work.Set();
        _room.Set();
    }

    private void StartWriter()
    {
        if (_destination is { } destination && !_pipeline.IsClear)
        {
            _writer ??= Task.Run(() => WriteAsync(destination));
        }
    }

    private async Task ReadAsync(Peer source, Peer destination)
    {
        var buffer = new ReadBuffer();
        try
        {
            var open = true;
            while (open && await RoomAsync())
            {
                if (!buffer.IsBusy)
                {
                    await source.ReadableAsync();
                }

                var memory = buffer.Take(ChunkSize, _limited);
                var receipt = await source.ReceiveAsync(memory);
                traffic.AddReceived(receipt.Count);
                open = receipt.Kind == ReceiptKind.Data && await PassAsync(memory[..receipt.Count], destination);
                buffer.Took(receipt.Count, ChunkSize);
                if (receipt.Kind != ReceiptKind.Data && owner.SourceEnded(this, receipt.Kind) is { } ending)
                {
                    PassEnding(ending);
                }
            }

            if (_drains)
            {
                await DrainAsync(source, buffer.Take(ChunkSize, limited: true));
            }
        }
        finally
        {
            buffer.Release();
        }
    }

    /// <summary>
    /// Reads and drops what the source sends after a fault has sent a FIN to the destination, so that the source does not stall and its end
    /// is noticed.
    /// </summary>
    private async Task DrainAsync(Peer source, Memory<byte> buffer)
    {
        while ((await source.ReceiveAsync(buffer)).Kind == ReceiptKind.Data)
        {
        }

        owner.SourceSilent();
    }

    /// <summary>Waits until the pipeline has room for another chunk; false if the direction has ended.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> RoomAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_over || _pipeline.HasRoom)
                {
                    _limited = _pipeline.HasStages;
                    return !_over;
                }
            }

            await _room.WaitAsync();
        }
    }

    private ValueTask<bool> PassAsync(ReadOnlyMemory<byte> data, Peer destination)
    {
        lock (_gate)
        {
            if (_over)
            {
                return ValueTask.FromResult(false);
            }

            if (_sending || !_pipeline.IsClear)
            {
                _pipeline.Push(Chunk.Copy(data.Span, clock.Now));
                _work.Set();
                return ValueTask.FromResult(true);
            }

            _sending = true;
        }

        return SendAsync(data, destination);
    }

    private void PassEnding(Ending ending)
    {
        lock (_gate)
        {
            if (_sending || !_pipeline.IsClear)
            {
                _pipeline.Push(Chunk.End(ending, clock.Now));
                _work.Set();
                return;
            }
        }

        Finish(ending);
    }

    /// <summary>Sends data after <see cref="_sending"/> was set, and resets it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> data, Peer destination)
    {
        var sent = await destination.SendAsync(data);
        lock (_gate)
        {
            _sending = false;
            _passed += sent ? data.Length : 0;
        }

        traffic.AddSent(sent ? data.Length : 0);
        if (!sent)
        {
            Stop();
            owner.DestinationLost(this);
        }
        else if (_writer is not null)
        {
            _work.Set();
        }

        return sent;
    }

    private async Task WriteAsync(Peer destination)
    {
        while (Next(out var chunk))
        {
            _room.Set();
            if (chunk is null)
            {
                await _work.WaitAsync();
            }
            else if (chunk.Ending is { } ending)
            {
                Finish(ending);
            }
            else
            {
                await SendAsync(chunk.Data, destination);
                chunk.Release();
            }
        }
    }

    /// <summary>
    /// Takes the next chunk to send and sets <see cref="_sending"/>, or sets the timer for when there may be one. False: the direction
    /// has ended.
    /// </summary>
    private bool Next(out Chunk? chunk)
    {
        lock (_gate)
        {
            chunk = null;
            if (_over)
            {
                return false;
            }

            var wake = _pipeline.Advance();
            chunk = _sending ? null : _pipeline.Take();
            _sending |= chunk is not null;
            if (chunk is null)
            {
                _timer ??= new WakeTimer(clock, _work.Set);
                _timer.Set(wake);
            }

            return true;
        }
    }

    private void Finish(Ending ending)
    {
        _drains = ending is { Kind: EndingKind.HalfClose, Toxic: not null };
        Stop();
        owner.Ended(this, ending);
    }
}
