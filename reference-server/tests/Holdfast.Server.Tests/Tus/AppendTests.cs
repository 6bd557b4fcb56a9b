using System.Text;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class AppendTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Bytes_are_appended_at_the_offset(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);

        var first = await site.PatchAsync(path, 0, "hello", cancellationToken);
        var empty = await site.PatchAsync(path, 5, "", cancellationToken);
        var last = await site.PatchAsync(path, 5, "world", cancellationToken);
        var again = await site.PatchAsync(path, 10, "", cancellationToken);

        new[] { first, empty, last, again }.Select(response => (response.Status, response.Offset))
            .ShouldBe([(204, 5L), (204, 5L), (204, 10L), (204, 10L)]);
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(10);
        site.Stored(path).ShouldBe("helloworld");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task One_connection_carries_many_requests(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        for (var offset = 0; offset < 100; offset++)
        {
            await connection.SendAsync(Patch(path, offset + 1, 1) + "y" + Patch(path, offset, 1) + "x", cancellationToken);
            (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(409);
            (await connection.ReadAsync(cancellationToken)).Offset.ShouldBe(offset + 1);
        }

        site.Stored(path).ShouldBe(new string('x', 100));
    }

    [TestCase("Content-Type: text/plain\r\nUpload-Offset: 0\r\n", 415, "ERR_INVALID_CONTENT_TYPE")]
    [TestCase("Upload-Offset: 0\r\n", 415, "ERR_INVALID_CONTENT_TYPE")]
    [TestCase("Content-Type: application/offset+octet-stream;a=b\r\nUpload-Offset: 0\r\n", 415, "ERR_INVALID_CONTENT_TYPE")]
    [TestCase("Content-Type: application/offset+octet-stream\r\n", 400, "ERR_INVALID_OFFSET")]
    [TestCase("Content-Type: application/offset+octet-stream\r\nUpload-Offset: -1\r\n", 400, "ERR_INVALID_OFFSET")]
    [TestCase("Content-Type: application/offset+octet-stream\r\nUpload-Offset: 18446744073709551616\r\n", 400, "ERR_INVALID_OFFSET")]
    [TestCase("Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nUpload-Offset: 5\r\n", 400, "ERR_INVALID_OFFSET")]
    [TestCase("Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nUpload-Length: 11\r\n", 400,
        "ERR_INVALID_UPLOAD_LENGTH")]
    [TestCase("Content-Type: application/offset+octet-stream\r\nUpload-Offset: 4\r\n", 409, "ERR_MISMATCHED_OFFSET")]
    [CancelAfter(20_000)]
    public async Task A_refused_append_changes_nothing(string headers, int status, string code, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);

        var response = await site.AskAsync(Request("PATCH", path, $"{headers}Content-Length: 5\r\n") + "hello", cancellationToken);

        response.Status.ShouldBe(status);
        response.Body.ShouldStartWith($"{code}: ");
        response["Tus-Resumable"].ShouldBe("1.0.0");
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
        site.Stored(path).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_mismatch_tells_the_stored_offset(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Offset.ShouldBe(5);
    }

    [TestCase("6")]
    [TestCase("9223372036854775807")]
    [CancelAfter(20_000)]
    public async Task A_declared_body_longer_than_the_upload_has_left_is_refused_before_it_is_read(
        string length, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        var response = await site.AskAsync(Patch(path, 5, $"Content-Length: {length}") + "world!", cancellationToken);

        response.Status.ShouldBe(413);
        response.Body.ShouldStartWith("ERR_UPLOAD_SIZE_EXCEEDED: ");
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(5);
        site.Stored(path).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_chunked_body_that_is_too_long_is_kept_up_to_the_length_and_refused_at_once(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);

        // The last chunk never comes: the answer mustn't wait for it.
        var response =
            await site.AskAsync(Patch(path, 0, "Transfer-Encoding: chunked") + "6\r\nhello \r\n6\r\nworld!\r\n", cancellationToken);

        response.Status.ShouldBe(413);
        response["Connection"].ShouldBe("close");
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(10);
        site.Stored(path).ShouldBe("hello worl");
    }

    [TestCase("g")]
    [TestCase("+5")]
    [TestCase("80000000")]
    [TestCase("10000000000000005")]
    [CancelAfter(20_000)]
    public async Task A_chunk_whose_size_is_no_number_or_overflows_is_the_clients_mistake(string size, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);

        var response =
            await site.AskAsync(Patch(path, 0, "Transfer-Encoding: chunked") + $"{size}\r\nhello\r\n0\r\n\r\n", cancellationToken);

        response.Status.ShouldBe(400);
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_complete_upload_takes_nothing_more(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        (await site.PatchAsync(path, 5, "!", cancellationToken)).Status.ShouldBe(413);
        (await site.AskAsync(Patch(path, 5, "Transfer-Encoding: chunked") + "1\r\n!\r\n0\r\n\r\n", cancellationToken)).Status.ShouldBe(413);
        (await site.AskAsync(Patch(path, 5, "Transfer-Encoding: chunked") + "0\r\n\r\n", cancellationToken)).Status.ShouldBe(204);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(409);
        site.Stored(path).ShouldBe("hello");
    }

    [TestCase(0, "11", "100 Continue")]
    [TestCase(4, "5", "409 Conflict")]
    [TestCase(0, "12", "413 Payload Too Large")]
    [CancelAfter(20_000)]
    public async Task A_body_that_waits_for_permission_is_asked_for_only_when_it_will_be_taken(
        int offset, string length, string expected, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(11, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, offset, $"Expect: 100-continue\r\nContent-Length: {length}"), cancellationToken);
        var first = await connection.ReadAsync(cancellationToken);

        $"{first.Status} ".ShouldBe(expected[..4]);
        if (first.Status == 100)
        {
            await connection.SendAsync("hello world", cancellationToken);
            (await connection.ReadAsync(cancellationToken)).Offset.ShouldBe(11);
        }
        else
        {
            first["Connection"].ShouldBe("close");
            (await connection.ReadToEndAsync(cancellationToken)).ShouldBeEmpty();
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_early_refusal_reaches_a_client_that_is_still_sending(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(1 << 30, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 7, 1 << 30), cancellationToken);
        await connection.SendAsync(new string('x', 4 << 20), cancellationToken);

        var response = await connection.ReadAsync(cancellationToken);

        response.Status.ShouldBe(409);
        response["Connection"].ShouldBe("close");
        (await connection.ReadToEndAsync(cancellationToken)).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Every_byte_is_stored_as_it_came(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var bytes = string.Concat(Enumerable.Range(0, 300_000).Select(index => (char)(index * 7 % 256)));
        var path = await site.CreateAsync(bytes.Length, cancellationToken);
        var chunks = bytes.Chunk(1_000).Select(chunk => $"{chunk.Length:x}\r\n{new string(chunk)}\r\n");

        (await site.AskAsync(Patch(path, 0, "Transfer-Encoding: chunked") + string.Concat(chunks) + "0\r\n\r\n",
            cancellationToken)).Offset.ShouldBe(300_000);

        Encoding.Latin1.GetBytes(site.Stored(path)).ShouldBe(Encoding.Latin1.GetBytes(bytes));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_unknown_upload_is_not_found(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        const string Path = "/files/0123456789abcdef0123456789abcdef";

        foreach (var request in new[] { Request("HEAD", Path), Patch(Path, 0, 0), Request("DELETE", Path), Request("GET", Path) })
        {
            var response = await site.AskAsync(request, cancellationToken);

            response.Status.ShouldBe(404, request);
            response["Upload-Offset"].ShouldBeNull();
            response["Cache-Control"].ShouldBe("no-store");
        }
    }
}
