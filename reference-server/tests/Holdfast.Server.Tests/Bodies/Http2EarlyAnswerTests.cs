using System.Buffers.Binary;
using System.Text;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>
/// Responses before the end of a body on HTTP/2 (RFC 9113, 8.1), and the bytes of an unread body that the server accepts.
/// </summary>
public sealed class Http2EarlyAnswerTests
{
    // The most bytes that one stream may have in transit to a store that stalls. Kestrel's own window is 768 KiB.
    private const long MostUnread = 1024 * 1024;

    [TestCase(409, "ERR_MISMATCHED_OFFSET", 50, 3, 0)]
    [TestCase(413, "ERR_UPLOAD_SIZE_EXCEEDED", 0, 101, 100)]
    [TestCase(415, "ERR_INVALID_CONTENT_TYPE", 0, 3, 0)]
    [CancelAfter(20_000)]
    public async Task A_refusal_reaches_a_client_that_sends_on_and_costs_it_no_other_stream(
        int status, string code, long offset, int sent, long stored, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { EnableH2c = true });
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await Http2Frames.OpenAsync(site.Url, cancellationToken);
        await BeginAsync(connection, 1, path, offset, cancellationToken, status == 415 ? "text/plain" : "application/offset+octet-stream");
        await connection.SendAsync(Http2Frames.Data, 0, 1, new byte[sent], cancellationToken);

        await ShouldRefuseAsync(connection, status, code, cancellationToken);
        await ShouldResetAsync(connection, cancellationToken);

        // These were on their way when the answer came.
        await connection.SendAsync(Http2Frames.Data, 0, 1, new byte[10_000], cancellationToken);
        await connection.SendAsync(Http2Frames.Data, 1, 1, [], cancellationToken);
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(stored);
        await BeginAsync(connection, 3, path, stored, cancellationToken);
        await connection.SendAsync(Http2Frames.Data, 1, 3, new byte[100 - stored], cancellationToken);
        Http2Frames.StatusOf((await connection.ReadAsync(3, cancellationToken)).Payload).ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_stopping_server_saves_what_arrived_and_tells_a_client_that_sends_on(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { EnableH2c = true });
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await Http2Frames.OpenAsync(site.Url, cancellationToken);
        await BeginAsync(connection, 1, path, 0, cancellationToken);
        await connection.SendAsync(Http2Frames.Data, 0, 1, "some"u8.ToArray(), cancellationToken);
        while (site.Stored(path) != "some")
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        var stopping = site.Server.StopAsync();

        // The connection ends with its last stream, and that may overtake the reset.
        await ShouldRefuseAsync(connection, 503, "ERR_SERVER_SHUTDOWN", cancellationToken);

        // Kestrel counts a stream whose client neither ends it nor closes the connection until the shutdown timeout.
        connection.Dispose();
        await stopping;
        site.Stored(path).ShouldBe("some");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_window_stays_closed_while_the_store_stalls_and_opens_when_it_goes_on(CancellationToken cancellationToken)
    {
        const int Length = 5_000_000;
        await using var site = await StartAsync(server: options => options with { EnableH2c = true });
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Store.BeforeAppend = () => released.Task;
        var path = await site.CreateAsync(Length, cancellationToken);
        using var connection = await Http2Frames.OpenAsync(site.Url, cancellationToken);
        await BeginAsync(connection, 1, path, 0, cancellationToken);
        await connection.SettleAsync(cancellationToken);

        var unread = await SendWhatIsAllowedAsync(connection, Length, cancellationToken);
        await connection.SettleAsync(cancellationToken);
        unread += await SendWhatIsAllowedAsync(connection, Length - unread, cancellationToken);
        await connection.SettleAsync(cancellationToken);

        connection.WindowOf(1).ShouldBe(0, "whoever gives more window keeps more in memory");
        unread.ShouldBeInRange(1, MostUnread);
        released.SetResult();
        for (var sent = unread; sent < Length;)
        {
            await connection.SettleAsync(cancellationToken);
            sent += await SendWhatIsAllowedAsync(connection, Length - sent, cancellationToken);
        }

        await connection.SendAsync(Http2Frames.Data, 1, 1, [], cancellationToken);
        Http2Frames.StatusOf((await connection.ReadAsync(1, cancellationToken)).Payload).ShouldBe(204);
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(Length);
    }

    private static Task BeginAsync(
        Http2Frames connection, int stream, string path, long offset, CancellationToken cancellationToken,
        string type = "application/offset+octet-stream") =>
        connection.SendHeadersAsync(
            stream, endStream: false, cancellationToken, (":method", "PATCH"), (":scheme", "http"), (":path", path),
            (":authority", "example.test"),
            ("tus-resumable", "1.0.0"), ("upload-offset", $"{offset}"), ("content-type", type));

    private static async Task ShouldRefuseAsync(Http2Frames connection, int status, string code, CancellationToken cancellationToken)
    {
        var frames = new List<(byte Type, byte Flags, byte[] Payload)>();
        do
        {
            frames.Add(await connection.ReadAsync(1, cancellationToken));
        }
        while ((frames[^1].Flags & Http2Frames.EndStream) == 0);

        Http2Frames.StatusOf(frames[0].Payload).ShouldBe(status);
        Encoding.UTF8.GetString([.. frames.Where(frame => frame.Type == Http2Frames.Data).SelectMany(frame => frame.Payload)])
            .ShouldStartWith(code + ": ");
    }

    // RFC 9113, 8.1: behind the whole answer a reset without an error, so that the client stops and yet believes the answer.
    private static async Task ShouldResetAsync(Http2Frames connection, CancellationToken cancellationToken)
    {
        var (type, _, payload) = await connection.ReadAsync(1, cancellationToken);
        type.ShouldBe(Http2Frames.ResetStream);
        BinaryPrimitives.ReadInt32BigEndian(payload).ShouldBe(0, "NO_ERROR");
    }

    private static async Task<long> SendWhatIsAllowedAsync(Http2Frames connection, long left, CancellationToken cancellationToken)
    {
        const int LargestFrame = 16_384;
        var sent = 0L;
        while (left > sent && connection.WindowOf(1) > 0)
        {
            var size = Math.Min(LargestFrame, Math.Min(left - sent, connection.WindowOf(1)));
            await connection.SendAsync(Http2Frames.Data, 0, 1, new byte[size], cancellationToken);
            sent += size;
        }

        return sent;
    }
}
