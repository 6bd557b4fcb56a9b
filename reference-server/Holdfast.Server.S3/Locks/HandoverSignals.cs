using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.S3;

namespace Holdfast.Server.S3.Locks;

/// <summary>
/// Datagrams by which servers ask each other to let go of an upload. A datagram is the token of a lease, which only those know who can read
/// the bucket. One that is lost costs time only.
/// </summary>
internal sealed class HandoverSignals : IDisposable
{
    private const int LongestToken = 128;

    private readonly ConcurrentDictionary<string, Action> _releases = new(StringComparer.Ordinal);
    private readonly Socket _socket;
    private volatile bool _isClosed;

    private HandoverSignals(Socket socket, string address)
    {
        _socket = socket;
        Address = address;
    }

    /// <summary>Where this server listens, for the lease objects.</summary>
    public string Address { get; }

    /// <summary>Listens at the given address, or at a free port of the address from which this server reaches the bucket's.</summary>
    /// <exception cref="ArgumentException">The given address can't be listened at.</exception>
    public static async Task<HandoverSignals> OpenAsync(IAmazonS3 client, S3LockOptions options, CancellationToken cancellationToken)
    {
        var wanted = options.HandoverEndPoint ?? new IPEndPoint(await OwnAddressAsync(client, cancellationToken), 0);
        var socket = new Socket(wanted.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(wanted);
            var signals = new HandoverSignals(socket, socket.LocalEndPoint!.ToString()!);
            _ = signals.ListenAsync();
            return signals;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new ArgumentException(
                $"This server can't listen at the UDP address '{wanted}': {exception.Message} Choose an address of this machine and a free "
                    + "port.",
                nameof(options), exception);
        }
    }

    /// <summary>Passes requests for the lease with this token on to its holder, or no longer.</summary>
    public void Listen(string token, Action? requestRelease)
    {
        if (requestRelease is null)
        {
            _releases.TryRemove(token, out _);
        }
        else
        {
            _releases[token] = requestRelease;
        }
    }

    /// <summary>Asks the holder of a lease to let go. Whether that arrives is unknown.</summary>
    public void Ask(string address, string token)
    {
        if (!IPEndPoint.TryParse(address, out var holder) || holder.AddressFamily != _socket.AddressFamily)
        {
            return;
        }

        try
        {
            _socket.SendTo(Encoding.ASCII.GetBytes(token), holder);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // No way leads there, or this locker is closed: the mark in the object remains.
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        _socket.Dispose();
    }

    // "Connecting" a datagram socket sends nothing: it asks the routing table.
    private static async Task<IPAddress> OwnAddressAsync(IAmazonS3 client, CancellationToken cancellationToken)
    {
        try
        {
            var server = new Uri(client.DetermineServiceOperationEndpoint(new Amazon.S3.Model.ListBucketsRequest()).URL);
            using var route = new Socket(SocketType.Dgram, ProtocolType.Udp);
            await route.ConnectAsync(server.Host, server.Port, cancellationToken);
            var address = ((IPEndPoint)route.LocalEndPoint!).Address;
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }
        catch (SocketException)
        {
            return IPAddress.Loopback;
        }
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[LongestToken];
        while (!_isClosed)
        {
            try
            {
                var count = await _socket.ReceiveAsync(buffer, SocketFlags.None);
                if (_releases.TryGetValue(Encoding.ASCII.GetString(buffer, 0, count), out var requestRelease))
                {
                    requestRelease();
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // A datagram of this socket found nobody, or one was too long, or the locker is being closed: the loop's condition knows.
            }
        }
    }
}
