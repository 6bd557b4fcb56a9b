using System.Net;
using Holdfast.Chaos.Tls;

namespace Holdfast.Chaos.Connections;

/// <summary>Where clients come in, and where they are passed on to.</summary>
/// <param name="Listener">The bound address.</param>
/// <param name="Upstream"><c>host:port</c> of the server.</param>
/// <param name="Tls">What is encrypted.</param>
/// <param name="Unreachable">Told when the upstream could not be dialled; null: nobody wants to know.</param>
internal sealed record Route(IPEndPoint Listener, string Upstream, TlsContext Tls, Action? Unreachable)
{
    /// <summary>Whether a connection was found to end where it began: then no other is dialled.</summary>
    public bool DialsItself { get; set; }
}
