using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Toxics;

public sealed class SlicerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestCase(10_000, 1000, 0, 625, 625)]
    [TestCase(1000, 100, 0, 62, 63)]
    [TestCase(1000, 64, 32, 16, 96)]
    [TestCase(1000, 10, 10, 1, 19)]
    [CancelAfter(20_000)]
    public async Task A_chunk_is_halved_into_small_pieces_and_one_is_sent_after_each_delay(
        int length, int average, int variation, int shortest, int longest, CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(
            options => options with { TimeProvider = time },
            Toxic.Slicer(average, variation, Second) with { Stream = ToxicStream.Upstream });
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(length);
        await client.SendAsync(data, SocketFlags.None, token);

        var received = new List<byte>();
        var buffer = new byte[length];
        while (received.Count < length)
        {
            var count = await server.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, token);
            count.ShouldBeInRange(shortest, longest);
            received.AddRange(buffer[..count]);
            time.Advance(Second);
        }

        received.ShouldBe(data);
    }

    [TestCase(1, 0)]
    [TestCase(1, 1)]
    [TestCase(10, 10)]
    [TestCase(long.MaxValue, long.MaxValue)]
    [CancelAfter(20_000)]
    public async Task No_piece_size_changes_the_stream(long average, long variation, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Slicer(average, variation));
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(20_000);
        await server.SendAsync(data, SocketFlags.None, token);

        (await client.ReceiveExactlyAsync(data.Length, token)).ShouldBe(data);
    }

    [TestCase(0, 0, "'average_size' is 0")]
    [TestCase(-5, 0, "'average_size' is -5")]
    [TestCase(1, -5, "'size_variation' is -5")]
    [TestCase(10, 11, "'size_variation' is 11, but must be from 0 to 'average_size', which is 10")]
    [CancelAfter(20_000)]
    public async Task Sizes_that_toxiproxy_refuses_are_refused(long average, long variation, string words, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync();

        Should.Throw<ArgumentException>(() => rig.Proxy.Add(Toxic.Slicer(average, variation))).Message.ShouldContain(words);
        rig.Proxy.Toxics.ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task After_its_removal_the_rest_is_sent_at_once(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(
            options => options with { TimeProvider = new FakeTimeProvider() }, Toxic.Slicer(10, 0, Second));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendAsync(new byte[1000], SocketFlags.None, token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);

        rig.Proxy.Remove("slicer_downstream");

        (await client.ReceiveExactlyAsync(1000, token)).Length.ShouldBe(1000);
    }
}
