using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Transport;

/// <summary>Keeps the bytes that arrived before a connection broke.</summary>
public static class KeepArrivedBytesExtensions
{
    /// <summary>
    /// Makes Kestrel's socket transport take the next bytes from a connection only when the application has taken the last ones.
    /// </summary>
    /// <remarks>
    /// By default the transport reads ahead, up to 1 MiB. When the connection then ends or is reset, the pipe that holds those bytes
    /// throws at the next read and they are lost, although the operating system had delivered them. Without read-ahead they wait in
    /// the operating system, which hands out all of them before it reports the reset. Inline scheduling saves the two thread switches
    /// that each hand-over would cost, and makes "nothing to read" mean that the operating system has nothing either. Since every block
    /// now costs a call to read it and another to write it, blocks are of 32 KiB instead of Kestrel's 4.
    /// </remarks>
    public static IServiceCollection KeepArrivedBytes(this IServiceCollection services) =>
        services.AddSingleton<IMemoryPoolFactory<byte>, BlockPool>().Configure<SocketTransportOptions>(options =>
        {
            // One byte unread is enough to pause; zero would mean "no limit" here.
            options.MaxReadBufferSize = 1;
            options.UnsafePreferInlineScheduling = true;
        });
}
