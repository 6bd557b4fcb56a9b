using System.Buffers.Binary;
using System.Text;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class Http2Tests
{
    // RFC 7541, appendix A: indexed fields of the static table.
    private const byte Status204 = 0x89;
    private const byte Status400 = 0x8c;

    [Test]
    [CancelAfter(20_000)]
    public async Task One_port_takes_both_versions_in_the_clear(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { EnableH2c = true });
        var path = await site.CreateAsync(10, cancellationToken);
        using var connection = await Http2Frames.OpenAsync(site.Url, cancellationToken);

        await connection.SendHeadersAsync(1, endStream: false, cancellationToken, PatchOf(path, 0));
        await connection.SendAsync(Http2Frames.Data, 1, 1, "helloworld"u8.ToArray(), cancellationToken);

        (await connection.ReadAsync(1, cancellationToken)).Payload[0].ShouldBe(Status204);
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(10);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_interrupted_sender_gets_its_answer_while_it_sends_and_its_other_streams_go_on(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { EnableH2c = true });
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await Http2Frames.OpenAsync(site.Url, cancellationToken);
        await connection.SendHeadersAsync(1, endStream: false, cancellationToken, PatchOf(path, 0));
        await connection.SendAsync(Http2Frames.Data, 0, 1, "some"u8.ToArray(), cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        while (site.Stored(path).Length < 4)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(4);

        (await connection.ReadAsync(1, cancellationToken)).Payload[0].ShouldBe(Status400);
        Encoding.UTF8.GetString((await NextAsync(connection, Http2Frames.Data, cancellationToken)).Payload)
            .ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        BinaryPrimitives.ReadInt32BigEndian((await NextAsync(connection, Http2Frames.ResetStream, cancellationToken)).Payload)
            .ShouldBe(0, "NO_ERROR: the answer counts");
        await connection.SendHeadersAsync(3, endStream: false, cancellationToken, PatchOf(path, 4));
        await connection.SendAsync(Http2Frames.Data, 1, 3, new byte[96], cancellationToken);
        (await connection.ReadAsync(3, cancellationToken)).Payload[0].ShouldBe(Status204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_stream_that_is_reset_keeps_what_arrived(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { EnableH2c = true });
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await Http2Frames.OpenAsync(site.Url, cancellationToken);
        await connection.SendHeadersAsync(1, endStream: false, cancellationToken, PatchOf(path, 0));
        await connection.SendAsync(Http2Frames.Data, 0, 1, "some"u8.ToArray(), cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        while (site.Stored(path).Length < 4)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await connection.SendAsync(Http2Frames.ResetStream, 0, 1, [0, 0, 0, 8], cancellationToken);
        await site.Store.AppendEndedAsync(cancellationToken);

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(4);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Without_the_option_the_preface_is_refused(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", cancellationToken);

        (await connection.ReadToEndAsync(cancellationToken)).ShouldNotContain("204");
    }

    private static (string Name, string Value)[] PatchOf(string path, long offset) =>
    [
        (":method", "PATCH"), (":scheme", "http"), (":path", path), (":authority", "example.test"), ("tus-resumable", "1.0.0"),
        ("upload-offset", $"{offset}"), ("content-type", "application/offset+octet-stream"),
    ];

    private static async Task<(byte Type, byte Flags, byte[] Payload)> NextAsync(
        Http2Frames connection, byte type, CancellationToken cancellationToken)
    {
        while (true)
        {
            var frame = await connection.ReadAsync(1, cancellationToken);
            if (frame.Type == type)
            {
                return frame;
            }
        }
    }
}
