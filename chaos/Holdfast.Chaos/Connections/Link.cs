using System.Runtime.CompilerServices;
using Holdfast.Chaos.Metrics;
using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// One direction of a connection. While no toxic looks at the data, the reader writes it on itself; as soon as one does,
/// chunks go through the pipeline, and a writer of its own sends what comes out. The lock is never held across I/O, so
/// that changes never wait for data.
/// </summary>
internal sealed class Link(ToxicStream stream, MonotonicClock clock, ILinkOwner owner, TrafficCount traffic)
{
    // Toxiproxy's read buffer: what it calls a chunk is at most this long.
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

    /// <summary>Whether nothing will pass in this direction any more.</summary>
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

    /// <summary>Brings the stages into line with the proxy's toxics, also while the upstream is still being dialled.</summary>
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

    /// <summary>Makes it look again at what the stages were told.</summary>
    public void Wake() => _work.Set();

    /// <summary>Passes data on until the direction is over and the source is silent.</summary>
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

    /// <summary>Ends the direction: what is still queued is dropped.</summary>
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
    /// Behind a FIN that a fault sent, the source may still send and end: read it, so that it is not stalled, and its end
    /// not missed.
    /// </summary>
    private async Task DrainAsync(Peer source, Memory<byte> buffer)
    {
        while ((await source.ReceiveAsync(buffer)).Kind == ReceiptKind.Data)
        {
        }

        owner.SourceSilent();
    }

    /// <summary>Waits until the pipeline takes another chunk; false if the direction is over.</summary>
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

    /// <summary>Sends as the one who claimed <see cref="_sending"/>, and gives the claim back.</summary>
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

    /// <summary>Claims the next chunk for sending, or sets the timer for the time when there may be one. False: over.</summary>
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
