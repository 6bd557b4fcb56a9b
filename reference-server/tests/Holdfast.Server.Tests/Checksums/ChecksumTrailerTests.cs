using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class ChecksumTrailerTests
{
    private const string Right = "crc32 NhCmhg==";
    private const string Wrong = "crc32 NhCmhw==";

    [TestCase("Trailer: Upload-Checksum\r\n")]
    [TestCase("Trailer: upload-checksum\r\n")]
    [TestCase("Trailer: X-Other, UPLOAD-CHECKSUM\r\n")]
    [TestCase("Trailer: X-Other\r\ntrailer: Upload-checksum\r\n")]
    [CancelAfter(20_000)]
    public async Task A_checksum_after_the_body_counts_however_its_announcement_is_written(
        string announcement, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Chunked(path, announcement, $"Upload-Checksum: {Wrong}\r\n"), cancellationToken);
        var wrong = await connection.ReadAsync(cancellationToken);
        await connection.SendAsync(Chunked(path, announcement, $"upload-checksum: {Right}\r\n"), cancellationToken);
        var right = await connection.ReadAsync(cancellationToken);

        (wrong.Status, wrong.Offset).ShouldBe((460, 0));
        (right.Status, right.Offset).ShouldBe((204, 5));
        site.Stored(path).ShouldBe("hello");
    }

    [TestCase("", "", 400, "it never came")]
    [TestCase("", "Upload-Checksum: crc32 NhCmhg==\r\nUpload-Checksum: crc32 NhCmhg==\r\n", 400, "it came twice")]
    [TestCase("", "Upload-Checksum: nope AAAA\r\n", 400, "its algorithm is unknown")]
    [TestCase("", "Upload-Checksum: crc32\r\n", 400, "its digest is missing")]
    [TestCase("Upload-Checksum: crc32 NhCmhg==\r\n", "Upload-Checksum: crc32 NhCmhw==\r\n", 400, "the header section says otherwise")]
    [TestCase("Upload-Checksum: crc32 NhCmhw==\r\n", "Upload-Checksum: crc32 NhCmhw==\r\n", 460, "both are wrong")]
    [TestCase("Upload-Checksum: crc32 NhCmhg==\r\n", "", 400, "only the header section has it")]
    [CancelAfter(20_000)]
    public async Task An_announced_checksum_that_is_not_there_or_not_right_keeps_nothing(
        string headers, string trailer, int status, string because, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);

        var response = await site.AskAsync(Chunked(path, $"Trailer: Upload-Checksum\r\n{headers}", trailer), cancellationToken);

        (response.Status, response.Offset).ShouldBe((status, 0), because);
        site.Stored(path).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Header_and_trailer_may_say_the_same(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        var headers = $"Trailer: Upload-Checksum\r\nUpload-Checksum: {Right}\r\n";

        (await site.AskAsync(Chunked(path, headers, $"Upload-Checksum: {Right}\r\n"), cancellationToken)).Status.ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_body_of_known_length_has_no_trailer_and_so_lacks_what_it_announced(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);

        var response = await site.AskAsync(Patch(path, 0, "Trailer: Upload-Checksum\r\nContent-Length: 5") + "hello", cancellationToken);

        (response.Status, response.Offset).ShouldBe((400, 0));
    }

    [TestCase(Right)]
    [TestCase(Wrong)]
    [CancelAfter(20_000)]
    public async Task An_unannounced_checksum_is_never_a_silent_success(string sum, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);

        var response = await site.AskAsync(Chunked(path, "", $"Upload-Checksum: {sum}\r\n"), cancellationToken);

        response.Status.ShouldBe(400);
        response.Body.ShouldContain("the body wasn't verified");
        response.Offset.ShouldBe((await site.HeadAsync(path, cancellationToken)).Offset);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_with_an_unannounced_checksum_leaves_nothing(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        const string Headers = "Upload-Length: 5\r\nContent-Type: application/offset+octet-stream\r\nTransfer-Encoding: chunked\r\n";

        var response = await site.AskAsync(
            Request("POST", "/files/", Headers) + $"5\r\nhello\r\n0\r\nUpload-Checksum: {Wrong}\r\n\r\n", cancellationToken);

        (response.Status, response["Location"]).ShouldBe((400, null));
        site.Files().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Other_fields_in_the_trailer_change_nothing(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        const string Trailer =
            $"Upload-Offset: 3\r\nTus-Resumable: 2.0.0\r\nUpload-Length: 4\r\nContent-Length: 1\r\nUpload-Checksum: {Right}\r\n";

        (await site.AskAsync(Chunked(path, "Trailer: Upload-Checksum\r\n", Trailer), cancellationToken)).Status.ShouldBe(204);
        var head = await site.HeadAsync(path, cancellationToken);
        (head.Offset, head["Upload-Length"]).ShouldBe((5, "5"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_cut_before_the_trailer_keeps_nothing(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(
            Patch(path, 0, "Trailer: Upload-Checksum\r\nTransfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n", cancellationToken);
        connection.Close();
        await site.Store.AppendEndedAsync(cancellationToken);

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
        site.Stored(path).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_takes_a_checksum_after_its_body_too(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        const string Headers = "Upload-Length: 5\r\nContent-Type: application/offset+octet-stream\r\nTrailer: "
            + "Upload-Checksum\r\nTransfer-Encoding: chunked\r\n";
        var creation = Request("POST", "/files/", Headers) + "5\r\nhello\r\n0\r\nUpload-Checksum: ";

        (await site.AskAsync($"{creation}{Wrong}\r\n\r\n", cancellationToken)).Status.ShouldBe(460);
        site.Files().ShouldBeEmpty();
        (await site.AskAsync($"{creation}{Right}\r\n\r\n", cancellationToken)).Offset.ShouldBe(5);
    }

    [TestCase(Right, 204)]
    [TestCase(Wrong, 460)]
    [TestCase(null, 400)]
    [CancelAfter(20_000)]
    public async Task Over_http_2_the_trailing_header_block_carries_it(string? sum, int status, CancellationToken cancellationToken)
    {
        await using var site = await Http2Site.StartAsync();
        var id = await site.CreateAsync(5, cancellationToken);
        using var connection = await Http2Connection.OpenAsync(site.Url, cancellationToken);
        await connection.SendHeadersAsync(
            [
                (":method", "PATCH"), (":scheme", "http"), (":path", $"/files/{id}"), (":authority", "example.test"),
                ("tus-resumable", "1.0.0"),
                ("upload-offset", "0"), ("content-type", "application/offset+octet-stream"), ("trailer", "upload-checksum"),
            ],
            endStream: false, cancellationToken);
        await connection.SendDataAsync("hello", endStream: sum is null, cancellationToken);
        if (sum is not null)
        {
            await connection.SendHeadersAsync([("upload-checksum", sum)], endStream: true, cancellationToken);
        }

        (await connection.ReadStatusAsync(cancellationToken)).ShouldBe(status);
        (await site.Store.GetInfoAsync(id, cancellationToken)).ShouldNotBeNull().Offset.ShouldBe(status == 204 ? 5 : 0);
    }

    private static string Chunked(string path, string headers, string trailer) =>
        Patch(path, 0, $"{headers}Transfer-Encoding: chunked") + $"5\r\nhello\r\n0\r\n{trailer}\r\n";
}
