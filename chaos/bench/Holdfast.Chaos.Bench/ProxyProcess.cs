using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Bench;

/// <summary>A proxy in a process of its own, so that its memory and its time are its own.</summary>
internal sealed class ProxyProcess(string name, Process process, IPEndPoint address, string? file = null) : IAsyncDisposable
{
    public string Name => name;

    public IPEndPoint Address => address;

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>This program again, as a proxy without toxics, or with one in each direction that never strikes.</summary>
    public static async Task<ProxyProcess> StartOwnAsync(IPEndPoint upstream, bool withToxic)
    {
        var process = StartSelf("serve", upstream.ToString(), withToxic.ToString());
        var line = await process.StandardOutput.ReadLineAsync();
        return new ProxyProcess(withToxic ? "Holdfast with toxic" : "Holdfast", process, IPEndPoint.Parse(line!));
    }

    /// <summary>This program again, in a process of its own that ends with its input.</summary>
    public static Process StartSelf(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (System.IO.Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ProxyProcess).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs such a process: it prints its address and runs until its input ends.</summary>
    public static async Task ServeAsync(string upstream, bool withToxic)
    {
        Toxic[] toxics =
            withToxic ? [Toxic.LimitData(long.MaxValue), Toxic.LimitData(long.MaxValue) with { Stream = ToxicStream.Upstream }] : [];
        await using var proxy = await ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = upstream, Toxics = toxics });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{proxy.Listen}"));
        await Console.In.ReadToEndAsync();
    }

    /// <summary>Waits until it accepts.</summary>
    public async Task ReadyAsync()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }

        throw new TimeoutException($"'{name}' does not accept connections on '{address}'. Its output above may say why.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        if (file is not null)
        {
            File.Delete(file);
        }
    }
}
