using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>The requests that the server's own host accepts and refuses before uploads are involved.</summary>
public sealed class HostTests
{
    [TestCase("[::]")]
    [TestCase("[::]:8080")]
    [CancelAfter(20_000)]
    public async Task The_address_of_a_listener_on_every_address_is_a_host(string host, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { EnableH2c = true });

        var created = await site.AskAsync(
            Request("POST", "/files/", "Upload-Length: 5\r\n").Replace("example.test", host, StringComparison.Ordinal), cancellationToken);
        using var http2 = await Http2Frames.OpenAsync(site.Url, cancellationToken);
        await http2.SendHeadersAsync(
            1, endStream: true, cancellationToken, (":method", "OPTIONS"), (":scheme", "http"), (":path", "/files/"), (":authority", host));

        created.Status.ShouldBe(201);
        created["Location"].ShouldNotBeNull().ShouldStartWith($"http://{host}/files/");
        Http2Frames.StatusOf((await http2.ReadAsync(1, cancellationToken)).Payload).ShouldBe(200);
    }

    [TestCase("[::x]")]
    [TestCase("[::]x")]
    [TestCase("[::")]
    [TestCase("\u00ff")]
    [CancelAfter(20_000)]
    public async Task A_host_that_only_resembles_an_address_is_refused(string host, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        (await site.AskAsync(
            Request("OPTIONS", "/files/").Replace("example.test", host, StringComparison.Ordinal), cancellationToken)).Status.ShouldBe(400);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_byte_that_is_not_UTF_8_in_an_unused_field_is_accepted(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        await site.CreateAsync(5, cancellationToken, "User-Agent: M\u00fcller\r\nCookie: \u00ff\u00fe\r\n");
    }

    // Two servers of one process, as the switch of Kestrel is one of the process.
    [Test]
    [CancelAfter(20_000)]
    public async Task A_lone_LF_ends_a_line_only_where_that_is_wanted(CancellationToken cancellationToken)
    {
        await using var tolerant = await StartAsync(server: options => options with { AllowLoneLineFeed = true });
        await using var strict = await StartAsync();
        var request = Request("POST", "/files/", "Upload-Length: 5\r\n").Replace("\r\n", "\n", StringComparison.Ordinal);

        (await tolerant.AskAsync(request, cancellationToken)).Status.ShouldBe(201);
        (await strict.AskAsync(request, cancellationToken)).Status.ShouldBe(400);
    }

    [TestCase("gzip, chunked")]
    [TestCase("gzip,chunked")]
    [TestCase("identity, chunked")]
    [TestCase("chunked, chunked")]
    [TestCase("x, gzip\r\nTransfer-Encoding: chunked")]
    [CancelAfter(20_000)]
    public async Task A_transfer_coding_that_is_not_undone_is_501_and_nothing_is_stored(string codings, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        var draft = new Draft(8);
        string[] requests =
        [
            Patch(path, 0, $"Transfer-Encoding: {codings}"),
            Request("POST", "/files/",
                $"Upload-Length: 10\r\nContent-Type: application/offset+octet-stream\r\nTransfer-Encoding: {codings}\r\n"),
            draft.Request("POST", "/files/", $"{draft.Complete(isComplete: true)}Transfer-Encoding: {codings}\r\n"),
        ];

        foreach (var request in requests)
        {
            using var connection = await site.ConnectAsync(cancellationToken);
            await connection.SendAsync(request + "5\r\nhello\r\n0\r\n\r\n", cancellationToken);
            (await connection.ReadToEndAsync(cancellationToken)).ShouldStartWith("HTTP/1.1 501 ");
        }

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
        site.Files().Count().ShouldBe(2);
    }

    [TestCase("chunked")]
    [TestCase("Chunked")]
    [TestCase(", chunked ,")]
    [CancelAfter(20_000)]
    public async Task Chunks_alone_are_understood(string codings, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);

        (await site.AskAsync(
            Patch(path, 0, $"Transfer-Encoding: {codings}") + "5\r\nhello\r\n0\r\n\r\n", cancellationToken)).Offset.ShouldBe(5);
    }
}
