using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Connections;

[TestFixture(true)]
[TestFixture(false)]
public sealed class PassThroughTests(bool polled)
{
    private const int Megabytes = 8 * 1024 * 1024;

    [Test]
    [CancelAfter(20_000)]
    public async Task Eight_megabytes_pass_byte_exact_in_both_directions_at_once(CancellationToken token)
    {
        await using var rig = await StartAsync(Rig.Transparent);
        var (client, server) = await rig.ConnectAsync(token);
        var (up, down) = (Wire.Pattern(Megabytes, 1), Wire.Pattern(Megabytes, 2));

        var sent = Task.WhenAll(SendAndEndAsync(client, up, token), SendAndEndAsync(server, down, token));
        var (atServer, atClient) = (server.ReceiveToEndAsync(token), client.ReceiveToEndAsync(token));
        await sent;

        (await atServer).Data.SequenceEqual(up).ShouldBeTrue();
        (await atClient).Data.SequenceEqual(down).ShouldBeTrue();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Megabytes_pass_byte_exact_while_toxics_come_and_go(CancellationToken token)
    {
        await using var rig = await StartAsync(Rig.Transparent);
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(4 * Megabytes);

        var sending = SendAndEndAsync(client, data, token);
        var receiving = server.ReceiveToEndAsync(token);
        while (!receiving.IsCompleted)
        {
            rig.Proxy.Add(Toxic.Latency(TimeSpan.FromMilliseconds(1)) with { Stream = ToxicStream.Upstream });
            rig.Proxy.Add(Toxic.Bandwidth(200_000) with { Stream = ToxicStream.Upstream });
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, token);
            rig.Proxy.Remove("latency_upstream");
            rig.Proxy.Remove("bandwidth_upstream");
        }

        await sending;
        (await receiving).Data.SequenceEqual(data).ShouldBeTrue();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_stalled_reader_holds_the_sender_back_and_loses_nothing(CancellationToken token)
    {
        await using var rig = await StartAsync(Rig.Transparent);
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(4 * Megabytes);

        var sending = SendAndEndAsync(client, data, token);
        sending.IsCompleted.ShouldBeFalse();

        (await server.ReceiveToEndAsync(token)).Data.SequenceEqual(data).ShouldBeTrue();
        await sending;
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task With_an_unreachable_upstream_the_client_receives_a_FIN_and_the_log_has_an_event(CancellationToken token)
    {
        await using var proxy = await ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = "127.0.0.1:1", Polled = polled }, token);
        using var client = await Wire.ConnectAsync(proxy.Listen, token);

        (await client.EndAsync(token)).ShouldBe("FIN");

        var failed = await proxy.WaitForAsync(entry => entry.Kind == ChaosEventKind.ConnectFailed, token);
        failed.Detail.ShouldContain("'127.0.0.1:1'");
        failed.Connection.ShouldBe(1);
    }

    [TestCase("nonsense")]
    [TestCase("127.0.0.1:99999")]
    [TestCase("no-such-host.invalid:80")]
    [CancelAfter(20_000)]
    public async Task With_an_upstream_that_is_not_an_address_the_client_receives_a_FIN(string upstream, CancellationToken token)
    {
        await using var proxy = await ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = upstream, Polled = polled }, token);
        using var client = await Wire.ConnectAsync(proxy.Listen, token);

        (await client.EndAsync(token)).ShouldBe("FIN");
    }

    private Task<Rig> StartAsync(Func<ChaosProxyOptions, ChaosProxyOptions> change, params Toxic[] toxics) =>
        Rig.StartAsync(options => change(options) with { Polled = polled }, toxics);

    private static async Task SendAndEndAsync(Socket socket, byte[] data, CancellationToken token)
    {
        await socket.SendAsync(data, SocketFlags.None, token);
        socket.Shutdown(SocketShutdown.Send);
    }
}
