using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Server.Transport;

/// <summary>
/// Moves the bytes that the operating system has received on a connection into memory or into a pipe. Only <see cref="WaitInPlace"/>
/// waits, for a moment. Two threads must not call its members at once; <see cref="HasLeft"/> is the exception.
/// </summary>
internal sealed class SocketReceiver(Socket socket)
{
    // From here on a receive is one of many: some packets at least that came at once.
    private const int ManyBytes = 32 * 1024;

    // Then others get the thread for a moment, however fast the sender is: some milliseconds of copying.
    private const int MostWithoutPause = 4 * 1024 * 1024;

    // A sender that is just a little slower than the reader is waited for where the reader is: two changes of threads would cost more than
    // the wait. Only some of the threads may do so, since others have work.
    private static readonly TimeSpan LongestWaitInPlace = TimeSpan.FromMilliseconds(1);
    private static readonly int MostWaitsInPlace = Math.Max(1, Environment.ProcessorCount / 2);
    private static int _waitsInPlace;

    private readonly InputBuffer _buffer = new();
    private int _lastCount;
    private int _sincePause;

    /// <summary>See <see cref="SocketInput.SpliceAtMost"/>.</summary>
    public long SpliceAtMost { get; set; }

    /// <summary>The pipe that has the bytes of the last receive; null when they are in memory.</summary>
    public SplicePipe? Pipe { get; private set; }

    /// <summary>The client has sent its last byte.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Why nothing comes any more; null while something may.</summary>
    public Exception? Broken { get; private set; }

    /// <summary>It has received so much that others should have the thread.</summary>
    public bool IsTired => _sincePause >= MostWithoutPause;

    /// <summary>The bytes that aren't consumed, or as many zeros when they are in the pipe.</summary>
    public ReadOnlySequence<byte> Bytes => Pipe is null ? _buffer.Bytes : Placeholder.Of(_lastCount);

    /// <summary>True when there is news: bytes, the end, or that the connection is broken.</summary>
    public bool TryReceive()
    {
        try
        {
            return SpliceAtMost > 0 && _buffer.IsEmpty && TrySplice() is { } hasCome ? hasCome : TryReceiveBytes();
        }
        catch (ObjectDisposedException)
        {
            Broken = new ConnectionAbortedException("The server has closed the connection.");
            return true;
        }
    }

    /// <summary>
    /// Waits a moment for the next bytes of a sender that is fast. False when they don't come, or it isn't worth a thread.
    /// </summary>
    public bool WaitInPlace()
    {
        if (_lastCount < ManyBytes)
        {
            return false;
        }

        try
        {
            return Interlocked.Increment(ref _waitsInPlace) <= MostWaitsInPlace && socket.Poll(LongestWaitInPlace, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The next receive reports the error.
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waitsInPlace);
        }
    }

    /// <summary>Whether the client has left, and nothing that it sent before waits to be read.</summary>
    public bool HasLeft()
    {
        try
        {
            Span<byte> one = stackalloc byte[1];
            var count = socket.Receive(one, SocketFlags.Peek, out var error);
            return error != SocketError.WouldBlock && (error != SocketError.Success || count == 0);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Drops the bytes before a position, and returns whether there are none after the other one.</summary>
    public bool Consume(SequencePosition consumed, SequencePosition examined)
    {
        if (Pipe is null)
        {
            _buffer.Consume(consumed);
            return _buffer.IsEnd(examined);
        }

        // When it stops, Kestrel gives a read back that its own cancellation came with: the next one has the same bytes.
        if (Placeholder.IndexOf(examined) == 0)
        {
            return false;
        }

        if (Placeholder.IndexOf(consumed) != _lastCount)
        {
            throw new InvalidOperationException("Bytes that are in a pipe are taken together.");
        }

        ReturnPipe();
        return true;
    }

    /// <summary>Gives back the memory that holds nothing.</summary>
    public void Rest()
    {
        _sincePause = 0;
        if (_buffer.IsEmpty)
        {
            _buffer.Release();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Release()
    {
        _buffer.Release();
        ReturnPipe();
    }

    private bool TryReceiveBytes()
    {
        var count = socket.Receive(_buffer.Room(), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        if (error != SocketError.Success)
        {
            var exception = new SocketException((int)error);
            Broken = error == SocketError.ConnectionReset
                ? new ConnectionResetException(exception.Message, exception)
                : new IOException(exception.Message, exception);
        }
        else if (count == 0)
        {
            IsEnded = true;
        }
        else
        {
            _buffer.Fill(count);
            Count(count);
        }

        return true;
    }

    // Null when only a receive can decide: at the end, after a reset, and when no pipe can be created.
    private bool? TrySplice()
    {
        if (SplicePipes.TryRent() is not { } pipe)
        {
            return null;
        }

        var hasCome = pipe.TryFill(socket.SafeHandle, SpliceAtMost);
        if (hasCome != true)
        {
            SplicePipes.Return(pipe);
            return hasCome;
        }

        Pipe = pipe;
        Count(pipe.Count);
        return true;
    }

    private void Count(int count)
    {
        _lastCount = count;
        _sincePause += count;
    }

    private void ReturnPipe()
    {
        if (Pipe is { } pipe)
        {
            Pipe = null;
            SplicePipes.Return(pipe);
        }
    }
}
