using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Server.Capacity;

/// <summary>
/// A connection that is accepted only to be refused. It has some time to send a request, which is answered with 503; then it is closed as
/// at a shutdown, and after the same time again it is aborted. While other connections wait for its place, it has a quarter of the time.
/// </summary>
internal sealed class RefusedConnection : CountedConnection, IRefusedConnection
{
    private const int Patience = 4;

    private readonly ConnectionContext _connection;
    private readonly ServerCapacity _capacity;
    private readonly ITimer _timer;
    private int _waited;
    private bool _isAsked;

    public RefusedConnection(ConnectionContext connection, ServerCapacity capacity)
        : base(connection, capacity.LeaveRefusal)
    {
        _connection = connection;
        _capacity = capacity;
        connection.Features.Set<IRefusedConnection>(this);
        var pace = capacity.Options.RefusalTimeout / Patience;
        _timer = capacity.Options.TimeProvider.CreateTimer(static state => ((RefusedConnection)state!).Wait(), this, pace, pace);
    }

    public override async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await base.DisposeAsync();
    }

    private void Wait()
    {
        _waited++;
        if (_waited >= Patience || _capacity.IsPressed)
        {
            _waited = 0;
            End();
        }
    }

    private void End()
    {
        if (_isAsked)
        {
            _connection.Abort(new ConnectionAbortedException("The server has no room, and the client took too long to hear it."));
            return;
        }

        // The host has set the feature when it took the connection.
        _isAsked = true;
        _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }
}
