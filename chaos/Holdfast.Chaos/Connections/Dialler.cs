using System.Net.Sockets;

namespace Holdfast.Chaos.Connections;

/// <summary>Connects to an upstream; a failure is a sentence.</summary>
internal static class Dialler
{
    public static async Task<(Socket? Socket, string? Failure)> ConnectAsync(
        string upstream, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (UpstreamAddress.Split(upstream, out var problem) is not { } address)
        {
            return (null, problem);
        }

        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Socket? socket = null;
        try
        {
            // Without a free descriptor there is no socket to begin with.
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address.Host, address.Port, either.Token);
            return (socket, null);
        }
        catch (SocketException failure)
        {
            socket?.Dispose();
            return (null, $"The upstream '{upstream}' could not be reached: {failure.Message}.");
        }
        catch (OperationCanceledException)
        {
            socket?.Dispose();
            return (null, $"The upstream '{upstream}' did not answer within {limit.TotalSeconds:0.###} s.");
        }
    }
}
