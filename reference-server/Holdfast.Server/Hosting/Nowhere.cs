using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Server.Hosting;

/// <summary>A transport without connections, for an endpoint that gets its connections from another transport.</summary>
internal sealed class Nowhere : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public static EndPoint EndPoint { get; } = new DnsEndPoint("nowhere.invalid", 1);

    public bool CanBind(EndPoint endpoint) => ReferenceEquals(endpoint, EndPoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new Listener());

    private sealed class Listener : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => Nowhere.EndPoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => new(_unbound.Task);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound.TrySetResult(null);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
