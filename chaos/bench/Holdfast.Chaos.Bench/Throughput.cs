using System.Net.Sockets;
using BenchmarkDotNet.Attributes;

namespace Holdfast.Chaos.Bench;

/// <summary>One stream of 1 GiB: read the ratio, since the machine sets the rest.</summary>
[MemoryDiagnoser]
[InvocationCount(1, 1)]
[WarmupCount(2)]
[IterationCount(8)]
public class Throughput
{
    private const long Total = 1024L * 1024 * 1024;

    private readonly byte[] _sent = new byte[256 * 1024];
    private readonly byte[] _received = new byte[256 * 1024];
    private Pair _direct = null!;
    private Pair _proxy = null!;
    private Pair _toxic = null!;

    [GlobalSetup]
    public async Task ConnectAsync()
    {
        _direct = await Pair.ConnectAsync(Path.Direct);
        _proxy = await Pair.ConnectAsync(Path.Proxy);
        _toxic = await Pair.ConnectAsync(Path.ProxyWithToxic);
    }

    [GlobalCleanup]
    public async Task DisposeAsync()
    {
        await _direct.DisposeAsync();
        await _proxy.DisposeAsync();
        await _toxic.DisposeAsync();
    }

    [Benchmark(Baseline = true)]
    public Task Direct() => PassAsync(_direct);

    [Benchmark]
    public Task Proxy() => PassAsync(_proxy);

    [Benchmark]
    public Task ProxyWithToxic() => PassAsync(_toxic);

    private async Task PassAsync(Pair pair)
    {
        var sending = SendAsync(pair.Client);
        for (long received = 0; received < Total;)
        {
            received += await pair.Server.ReceiveAsync(_received.AsMemory(), SocketFlags.None);
        }

        await sending;
    }

    private async Task SendAsync(Socket socket)
    {
        for (long sent = 0; sent < Total; sent += _sent.Length)
        {
            await socket.SendAsync(_sent.AsMemory(), SocketFlags.None);
        }
    }
}
