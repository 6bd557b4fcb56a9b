using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.Chaos.Connections.Transports;

namespace Holdfast.Chaos.Connections;

/// <summary>Connects to an upstream; a failure is a sentence.</summary>
internal static class Dialler
{
    public static async Task<(Socket? Socket, string? Failure)> ConnectAsync(
        string upstream, ChaosProxyOptions options, CancellationToken cancellationToken)
    {
        if (!TrySplit(upstream, out var host, out var port))
        {
            return (null, $"The upstream '{upstream}' is not of the form 'host:port'.");
        }

        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return (await Connector.ConnectAsync(host, port, options.Polled, either.Token), null);
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

    private static bool TrySplit(string upstream, out string host, out int port)
    {
        var colon = upstream.LastIndexOf(':');
        port = 0;
        host = colon < 0 ? "" : upstream[..colon].Trim('[', ']');
        host = host.Length == 0 ? IPAddress.Loopback.ToString() : host;
        return colon >= 0
            && int.TryParse(upstream.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= IPEndPoint.MaxPort;
    }
}
