using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Server.Capacity;

/// <summary>
/// Takes a connection while the server has room; some more are taken to be refused with an answer, and all others wait where the
/// operating system keeps them, until one of those has closed.
/// </summary>
internal sealed class BoundedListener(IConnectionListener listener, ServerCapacity capacity) : IConnectionListener
{
    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await capacity.EnterRefusalAsync(_unbound.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        var connection = await AcceptOrLeaveAsync(cancellationToken);
        if (connection is null)
        {
            return null;
        }

        if (!capacity.TryEnterConnection(DescriptorOf(connection)))
        {
            return new RefusedConnection(connection, capacity);
        }

        capacity.LeaveRefusal();
        return new CountedConnection(connection, capacity.LeaveConnection);
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync();
        await listener.UnbindAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        _unbound.Dispose();
    }

    private async Task<ConnectionContext?> AcceptOrLeaveAsync(CancellationToken cancellationToken)
    {
        ConnectionContext? connection = null;
        try
        {
            connection = await listener.AcceptAsync(cancellationToken);
            return connection;
        }
        finally
        {
            if (connection is null)
            {
                capacity.LeaveRefusal();
            }
        }
    }

    // A new descriptor has the lowest number that is free (POSIX, 2.6), so a high number means that all lower ones are in use.
    private static long DescriptorOf(ConnectionContext connection) =>
        connection.Features.Get<IConnectionSocketFeature>()?.Socket.Handle ?? 0;
}
