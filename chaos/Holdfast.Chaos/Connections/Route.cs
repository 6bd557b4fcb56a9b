using System.Net;
using Holdfast.Chaos.Tls;

namespace Holdfast.Chaos.Connections;

/// <summary>The listener of a proxy and the upstream to which it passes connections on.</summary>
/// <param name="Listener">The bound address.</param>
/// <param name="Upstream"><c>host:port</c> of the server.</param>
/// <param name="Tls">Where the proxy speaks TLS.</param>
/// <param name="Unreachable">Called when the upstream could not be connected to; null if that is not needed.</param>
internal sealed record Route(IPEndPoint Listener, string Upstream, TlsContext Tls, Action? Unreachable)
{
    /// <summary>Whether a connection was found to lead back to the listener; then no further one is made.</summary>
    public bool DialsItself { get; set; }
}
