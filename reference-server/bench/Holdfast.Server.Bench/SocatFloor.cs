using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Server.Bench;

/// <summary>
/// The least that an upload can cost: socat writes what it receives to a file, in blocks of 256 KiB, and knows no protocol.
/// </summary>
internal static class SocatFloor
{
    public const string Name = "floor (socat)";

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(directory => File.Exists(Path.Combine(directory, "socat")));

    /// <summary>Seconds of wall and of CPU for so many bytes.</summary>
    public static async Task<(double Seconds, double Cpu)> MeasureAsync(long length)
    {
        var directory = ServerProcess.NewDirectory();
        try
        {
            var file = Path.Combine(directory.FullName, "received");
            var url = new Uri($"http://127.0.0.1:{FreePort()}/");
            using var process =
                Process.Start("socat", ["-u", "-b", "262144", $"TCP-LISTEN:{url.Port},bind=127.0.0.1,reuseaddr", $"CREATE:{file}"]);
            using var client = await ConnectAsync(url);
            var watch = Stopwatch.StartNew();
            await client.SendZerosAsync(length);
            while (new FileInfo(file) is not { Exists: true, Length: var received } || received < length)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }

            // It ends once the connection does, and its account with it.
            var measured = (watch.Elapsed.TotalSeconds, process.TotalProcessorTime.TotalSeconds);
            client.Dispose();
            await process.WaitForExitAsync();
            return measured;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<WireClient> ConnectAsync(Uri url)
    {
        while (true)
        {
            try
            {
                return await WireClient.OpenAsync(url);
            }
            catch (SocketException)
            {
                // It doesn't listen yet.
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
        }
    }
}
