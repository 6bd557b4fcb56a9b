using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server;

/// <summary>Receives bodies at the speed of the operating system.</summary>
public static class UploadTransportExtensions
{
    /// <summary>
    /// Gives Kestrel a transport in which the reader of a body takes it from the socket itself, in blocks that grow to 256 KiB for a
    /// body that fills them and are none for one that waits. On a connection without TLS, a body with a Content-Length that nobody has
    /// to look at goes to its file without coming into the process at all (splice).
    /// </summary>
    /// <remarks>
    /// It keeps what arrived before a connection broke, as <see cref="KeepArrivedBytesExtensions.KeepArrivedBytes"/> makes Kestrel's own
    /// transport do, and sets just that where it can't be used: it needs Linux. It learns within a second, not at once, that a client
    /// has left which it neither reads from nor writes to.
    /// </remarks>
    public static IServiceCollection AddUploadTransport(this IServiceCollection services)
    {
        services.KeepArrivedBytes();
        return OperatingSystem.IsLinux() ? services.AddSingleton<IConnectionListenerFactory, UploadTransport>() : services;
    }
}
