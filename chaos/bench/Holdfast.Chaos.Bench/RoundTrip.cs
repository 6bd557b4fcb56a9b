using System.Net.Sockets;
using BenchmarkDotNet.Attributes;

namespace Holdfast.Chaos.Bench;

/// <summary>A hundred bytes there and back.</summary>
[MemoryDiagnoser]
[InvocationCount(Trips, 1)]
[WarmupCount(2)]
[IterationCount(8)]
public class RoundTrip
{
    private const int Trips = 8192;

    private readonly byte[] _message = new byte[100];
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
        await pair.Client.SendAsync(_message.AsMemory(), SocketFlags.None);
        await ReceiveAsync(pair.Server);
        await pair.Server.SendAsync(_message.AsMemory(), SocketFlags.None);
        await ReceiveAsync(pair.Client);
    }

    private async Task ReceiveAsync(Socket socket)
    {
        for (var received = 0; received < _message.Length;)
        {
            received += await socket.ReceiveAsync(_message.AsMemory(received), SocketFlags.None);
        }
    }
}
