using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Holdfast.Chaos.Connections.Transports;

/// <summary>Uses the runtime's asynchronous sockets, which work on every system.</summary>
internal sealed class RuntimeTransport(Socket socket) : ITransport
{
    private bool _failed;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadableAsync()
    {
        try
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The kernel reports a failure once, so the next receive would not see it.
            _failed = true;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return _failed ? ITransport.Failed : await socket.ReceiveAsync(buffer, SocketFlags.None);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return ITransport.Failed;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> data)
    {
        try
        {
            return await socket.SendAsync(data, SocketFlags.None);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return ITransport.Failed;
        }
    }

    public void Closed()
    {
        // The runtime ends pending waits itself.
    }
}
