using System.Net.Sockets;
using Holdfast.Chaos.Addresses;
using Holdfast.Chaos.Connections.Transports;

namespace Holdfast.Chaos.Connections;

/// <summary>Connects to an upstream; a failure is a sentence.</summary>
internal static class Dialler
{
    public static async Task<(Socket? Socket, string? Failure)> ConnectAsync(
        string upstream, ChaosProxyOptions options, CancellationToken cancellationToken)
    {
        if (UpstreamAddress.Split(upstream, out var problem) is not { } address)
        {
            return (null, problem);
        }

        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return (await Connector.ConnectAsync(address.Host, address.Port, options.Polled, either.Token), null);
        }
        catch (SocketException failure)
        {
            return (null, $"The upstream '{upstream}' could not be reached: {failure.Message}.");
        }
        catch (OperationCanceledException)
        {
            return (null, $"The upstream '{upstream}' did not answer within {options.ConnectTimeout.TotalSeconds:0.###} s.");
        }
    }
}
