using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Holdfast.Chaos.Connections.Transports;

/// <summary>
/// A socket that the <see cref="Poller"/> watches. A pending receive continues in the poller's thread. The runtime's sockets would wake a
/// second thread for every message, which costs more than everything else.
/// </summary>
internal sealed class PolledTransport(SafeSocketHandle socket, long key) : ITransport
{
    // After so many receives without a wait (4 MiB of a stream that fills its buffer) the receive continues in the thread pool, so that
    // one connection does not keep the others waiting.
    private const int LongestStreak = 16;

    private readonly Readiness _readable = new();
    private readonly Readiness _writable = new();
    private volatile bool _hungUp;
    private int _streak;

    /// <summary>The key of this transport in the poller.</summary>
    public long Key => key;

    public SafeSocketHandle Socket => socket;

    public ValueTask ReadableAsync()
    {
        _streak = 0;

        // epoll reports an edge once, and the end of the stream may be reported together with the last bytes.
        return _hungUp ? ValueTask.CompletedTask : _readable.WaitAsync();
    }

    /// <summary>Waits until a pending connect has succeeded or failed.</summary>
    public ValueTask WritableAsync() => _writable.WaitAsync();

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        if (Poller.IsCurrent && ++_streak > LongestStreak)
        {
            return ReceiveElsewhereAsync(buffer);
        }

        var count = SocketCalls.Receive(socket, buffer.Span);
        return count > 0 ? ValueTask.FromResult(count) : ReceiveAsync(count, buffer);
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> data)
    {
        var count = SocketCalls.Send(socket, data.Span);
        return count > 0 ? ValueTask.FromResult(count) : SendAsync(count, data);
    }

    public void Closed()
    {
        Poller.Forget(this);
        _readable.Set(inline: false);
        _writable.Set(inline: false);
    }

    /// <summary>Called by the poller when the state of the socket changed. A pending receive continues before this returns.</summary>
    public void OnReady(bool readable, bool writable, bool hungUp)
    {
        _hungUp |= hungUp;
        if (writable)
        {
            // A send that had to wait is part of a long stream or comes from a stage, so it continues in the thread pool.
            _writable.Set(inline: false);
        }

        if (readable)
        {
            _readable.Set(inline: true);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveElsewhereAsync(Memory<byte> buffer)
    {
        await Task.Yield();
        _streak = 0;
        return await ReceiveAsync(buffer);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(int count, Memory<byte> buffer)
    {
        while (count == SocketCalls.NotNow)
        {
            await _readable.WaitAsync();
            count = SocketCalls.Receive(socket, buffer.Span);
        }

        if (count <= 0 && Poller.IsCurrent)
        {
            // The end of a stream is logged, and a logger may be slow.
            await Task.Yield();
        }

        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> SendAsync(int count, ReadOnlyMemory<byte> data)
    {
        while (count == SocketCalls.NotNow)
        {
            await _writable.WaitAsync();
            count = SocketCalls.Send(socket, data.Span);
        }

        if (count <= 0 && Poller.IsCurrent)
        {
            // The end of a stream is logged, and a logger may be slow.
            await Task.Yield();
        }

        return count;
    }
}
