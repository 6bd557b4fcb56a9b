using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Bench;

/// <summary>The baseline: HAProxy in TCP mode with its defaults, started for this run.</summary>
internal static class HaProxy
{
    /// <summary>A running one, or null if it is not installed.</summary>
    public static async Task<ProxyProcess?> StartAsync(IPEndPoint upstream)
    {
        var address = FreeAddress();
        var file = System.IO.Path.GetTempFileName();
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"""
            global
                maxconn 5000
            defaults
                mode tcp
                timeout connect 5s
                timeout client 1h
                timeout server 1h
            listen bench
                bind {address}
                server upstream {upstream}

            """));
        try
        {
            var process = Process.Start(new ProcessStartInfo("haproxy", ["-db", "-f", file]));
            return new ProxyProcess("HAProxy", process!, address, file);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            File.Delete(file);
            return null;
        }
    }

    private static IPEndPoint FreeAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
