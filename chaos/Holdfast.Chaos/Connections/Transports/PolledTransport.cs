using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Holdfast.Chaos.Connections.Transports;

/// <summary>
/// A socket that the <see cref="Poller"/> watches. Who waits for bytes goes on in the poller's thread: with the runtime's
/// sockets a second thread is woken for every message, which costs more than all the rest.
/// </summary>
internal sealed class PolledTransport(SafeSocketHandle socket, long key) : ITransport
{
    // After so many receives without a wait (4 MiB of a stream that fills its buffer) the rest is the thread pool's work,
    // so that one connection doesn't keep the others waiting.
    private const int LongestStreak = 16;

    private readonly Readiness _readable = new();
    private readonly Readiness _writable = new();
    private volatile bool _hungUp;
    private int _streak;

    /// <summary>The poller's key.</summary>
    public long Key => key;

    public SafeSocketHandle Socket => socket;

    public ValueTask ReadableAsync()
    {
        _streak = 0;

        // An edge is told once, and the end may come with the last bytes.
        return _hungUp ? ValueTask.CompletedTask : _readable.WaitAsync();
    }

    /// <summary>Waits until a connection that was begun is there, or has failed.</summary>
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

    /// <summary>The poller's report. What waits to receive goes on before this returns.</summary>
    public void Became(bool readable, bool writable, bool hungUp)
    {
        _hungUp |= hungUp;
        if (writable)
        {
            // What had to wait to send is a stream or comes from stages: the thread pool goes on with it.
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
            // The end is logged, and a logger may take its time.
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
            // The end is logged, and a logger may take its time.
            await Task.Yield();
        }

        return count;
    }
}
