using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Transport;

/// <summary>Receives bodies at the speed of the operating system.</summary>
public static class UploadTransportExtensions
{
    /// <summary>
    /// Gives Kestrel a transport in which the reader of a body takes it from the socket itself, in blocks that grow to 256 KiB for a body
    /// that fills them and are none for one that waits. On a connection without TLS, a body with a Content-Length whose bytes no component
    /// has to look at goes to its file without entering the process (splice).
    /// </summary>
    /// <remarks>
    /// It keeps the bytes that arrived before a connection broke, as <see cref="KeepArrivedBytesExtensions.KeepArrivedBytes"/> makes
    /// Kestrel's own transport do. It needs Linux; elsewhere this method only calls that one. When the server neither reads from a
    /// connection nor writes to it, the transport notices within a second that the client has left, not at once.
    /// </remarks>
    public static IServiceCollection AddUploadTransport(this IServiceCollection services)
    {
        services.KeepArrivedBytes();
        return OperatingSystem.IsLinux() ? services.AddSingleton<IConnectionListenerFactory, UploadTransport>() : services;
    }
}
