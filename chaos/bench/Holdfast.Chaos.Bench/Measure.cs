using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Bench;

/// <summary>Measurements of a proxy from outside.</summary>
internal static class Measure
{
    /// <summary>Bytes per second of one stream.</summary>
    public static double Throughput(Upstream upstream, IPEndPoint address, long total)
    {
        var (client, server) = upstream.Connect(address);
        using (client)
        using (server)
        {
            var sender = new Thread(() => Send(client, total));
            var watch = Stopwatch.StartNew();
            sender.Start();
            var buffer = new byte[256 * 1024];
            for (long received = 0; received < total;)
            {
                received += server.Receive(buffer);
            }

            var seconds = watch.Elapsed.TotalSeconds;
            sender.Join();
            return total / seconds;
        }
    }

    /// <summary>Round trips of a hundred bytes over one connection, in microseconds, sorted.</summary>
    public static double[] RoundTrips(Upstream upstream, IPEndPoint address, int count)
    {
        var (client, server) = upstream.Connect(address);
        using (client)
        using (server)
        {
            var echo = new Thread(() => Echo(server));
            echo.Start();
            var times = new double[count];
            var buffer = new byte[100];
            for (var trip = -count / 10; trip < count; trip++)
            {
                var start = Stopwatch.GetTimestamp();
                client.Send(buffer);
                for (var received = 0; received < buffer.Length;)
                {
                    received += client.Receive(buffer, received, buffer.Length - received, SocketFlags.None);
                }

                times[Math.Max(0, trip)] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            client.Shutdown(SocketShutdown.Both);
            echo.Join();
            Array.Sort(times);
            return times;
        }
    }

    /// <summary>Resident bytes of the proxy for each of so many idle connections, after one byte has passed each way.</summary>
    public static async Task<double> IdleMemoryAsync(Upstream upstream, ProxyProcess proxy, int count)
    {
        // The code and the pools that the first connections bring in are not the price of one.
        using var first = Connections(upstream, proxy.Address, 100);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var before = proxy.Memory;
        using var idle = Connections(upstream, proxy.Address, count);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        return (double)(proxy.Memory - before) / count;
    }

    private static SocketSet Connections(Upstream upstream, IPEndPoint address, int count)
    {
        var set = new SocketSet();
        var single = new byte[1];
        for (var number = 0; number < count; number++)
        {
            var (client, server) = upstream.Connect(address);
            set.Add(client);
            set.Add(server);
            client.Send(single);
            server.Receive(single);
            server.Send(single);
            client.Receive(single);
        }

        return set;
    }

    private static void Send(Socket socket, long total)
    {
        var buffer = new byte[256 * 1024];
        for (long sent = 0; sent < total;)
        {
            sent += socket.Send(buffer);
        }
    }

    private static void Echo(Socket socket)
    {
        var buffer = new byte[100];
        int received;
        while ((received = socket.Receive(buffer)) > 0)
        {
            socket.Send(buffer, received, SocketFlags.None);
        }
    }

    private sealed class SocketSet : List<Socket>, IDisposable
    {
        public void Dispose() => ForEach(socket => socket.Dispose());
    }
}
