using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Server.Transport;

/// <summary>
/// A transport for Kestrel on Linux that is made for bodies: see <see cref="UploadTransportExtensions.AddUploadTransport"/>.
/// </summary>
internal sealed class UploadTransport(IMemoryPoolFactory<byte> memory) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new UploadListener(endpoint, memory.Create()));
}
