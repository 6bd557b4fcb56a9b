using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Server.Capacity;

/// <summary>Another transport, whose connections are counted.</summary>
internal sealed class BoundedTransport(IConnectionListenerFactory transport, ServerCapacity capacity)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => transport is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new BoundedListener(await transport.BindAsync(endpoint, cancellationToken), capacity);
}
