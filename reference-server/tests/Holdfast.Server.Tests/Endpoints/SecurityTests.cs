using System.Text;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

// Traversal in ids is in FileUploadStoreTests, in Upload-Concat in ConcatenationTests, file names of downloads in DownloadTests.
public sealed class SecurityTests
{
    [TestCase("Host: evil.example\r\nX-Forwarded-Host: worse.example\r\nX-Forwarded-Proto: javascript\r\nForwarded: "
        + "host=worst.example;proto=https\r\n", "http://evil.example/files/")]
    [TestCase("Host: [::1]:8080\r\n", "http://[::1]:8080/files/")]
    [CancelAfter(20_000)]
    public async Task A_host_leads_its_own_sender_only_and_forwarded_ones_lead_nobody(
        string host, string expected, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var created =
            await site.AskAsync($"POST /files/ HTTP/1.1\r\n{host}Tus-Resumable: 1.0.0\r\nUpload-Length: 5\r\n\r\n", cancellationToken);

        created["Location"].ShouldNotBeNull().ShouldStartWith(expected);
        created["Cache-Control"].ShouldBe("no-store");
    }

    [TestCase("Host: a\"b\r\n")]
    [TestCase("Host: a/b\r\n")]
    [TestCase("Host: a b\r\n")]
    [TestCase("Host: a@b\r\n")]
    [TestCase("Host: a\r\nHost: b\r\n")]
    [TestCase("")]
    [CancelAfter(20_000)]
    public async Task A_host_that_is_none_is_refused(string host, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response =
            await site.AskAsync($"POST /files/ HTTP/1.1\r\n{host}Tus-Resumable: 1.0.0\r\nUpload-Length: 5\r\n\r\n", cancellationToken);

        response.Status.ShouldBe(400);
        site.Files().ShouldBeEmpty();
    }

    [TestCase(1, 300_000)]
    [TestCase(30_000, 10)]
    [CancelAfter(20_000)]
    public async Task A_header_section_that_is_a_bomb_is_refused_and_the_server_goes_on(
        int fields, int size, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);
        var bomb = string.Concat(Enumerable.Range(0, fields).Select(index => $"X-{index}: {new string('a', size)}\r\n"));

        await connection.SendAsync(Request("POST", "/files/", $"Upload-Length: 5\r\n{bomb}"), cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(431);
        site.Files().ShouldBeEmpty();
        await site.CreateAsync(5, cancellationToken);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Ten_thousand_pairs_of_metadata_are_read_in_no_time_and_come_back(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var metadata = string.Join(',', Enumerable.Range(0, 10_000).Select(index => $"k{index} YQ=="));

        var path = await site.CreateAsync(5, cancellationToken, $"Upload-Metadata: {metadata}\r\n");

        (await site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe(metadata);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Five_thousand_parts_in_one_request_harm_nobody(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreateAsync(1, cancellationToken, "Upload-Concat: partial\r\n");
        await site.PatchAsync(part, 0, "x", cancellationToken);
        var id = part.Split('/')[^1];
        var concat = $"final;{string.Join(' ', Enumerable.Repeat(id, 5_000))}";

        var created = await site.AskAsync(Request("POST", "/files/", $"Upload-Concat: {concat}\r\n"), cancellationToken);

        created.Status.ShouldBe(201);
        site.Stored(created["Location"]!).ShouldBe(new string('x', 5_000));
        (await site.AskAsync(Request("POST", "/files/", $"Upload-Concat: {concat} {concat}\r\n"), cancellationToken)).Status.ShouldBe(431);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_answer_can_not_be_split_by_what_it_repeats(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var injected = Convert.ToBase64String(Encoding.UTF8.GetBytes("a\r\nSet-Cookie: stolen=1\r\n\r\n<script>"));
        var path = await site.CreateAsync(0, cancellationToken, $"Upload-Metadata: filename {injected},filetype {injected}\r\n");
        string[] requests =
        [
            Request("HEAD", path), Request("GET", path), Request("HEAD", "/files/a%0d%0aSet-Cookie:%20stolen=1"),
            Request("POST", "/files/", "Upload-Concat: final;/files/a%0d%0aSet-Cookie:%20stolen=1\r\n"),
            Request("POST", "/files/a%0d%0aSet-Cookie:%20stolen=1/", "Upload-Length: 5\r\n"),
            Request("POST", "/files/",
                "Upload-Length: 5\r\nUpload-Checksum: <script>\r\nContent-Type: application/offset+octet-stream\r\n"),
        ];

        foreach (var request in requests)
        {
            using var connection = await site.ConnectAsync(cancellationToken);
            await connection.SendAsync(
                request.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal), cancellationToken);
            var answer = await connection.ReadToEndAsync(cancellationToken);

            answer.ShouldStartWith("HTTP/1.1 ");
            answer.ShouldNotContain("\nSet-Cookie", Case.Insensitive);
            answer.ShouldContain("X-Content-Type-Options: nosniff");
        }
    }

    // Bytes that two readers of one connection could parse as different requests (RFC 9112, 11.2).
    [TestCase("Content-Length: 5\r\nContent-Length: 6", "hello")]
    [TestCase("Content-Length: 5, 5", "hello")]
    [TestCase("Content-Length: 0x5", "hello")]
    [TestCase("Content-Length: -5", "hello")]
    [TestCase("Content-Length: +5", "hello")]
    [TestCase("Content-Length: 5.0", "hello")]
    [TestCase("Content-Length: 99999999999999999999999999", "hello")]
    [TestCase("Content-Length:", "hello")]
    [TestCase("Transfer-Encoding: xchunked", "5\r\nhello\r\n0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked, identity", "5\r\nhello\r\n0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked", "+5\r\nhello\r\n0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked", "0x5\r\nhello\r\n0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked", "5\nhello\n0\n\n")]
    [TestCase("Transfer-Encoding: chunked", "ffffffffffffffff5\r\nhello\r\n0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked", "8000000000000000\r\nhello\r\n0\r\n\r\n")]
    [TestCase("X: y\r\n Content-Length: 3\r\nContent-Length: 5", "hello")]
    [TestCase("Content-Length : 5", "hello")]
    [CancelAfter(20_000)]
    public async Task A_framing_that_can_be_read_two_ways_is_refused_and_ends_the_connection(
        string framing, string body, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, framing) + body + Request("DELETE", path), cancellationToken);
        var answers = await connection.ReadToEndAsync(cancellationToken);

        answers.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldStartWith("400 ");
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(200);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Of_two_framings_the_chunked_one_counts_and_the_connection_ends(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(
            Patch(path, 0, "Content-Length: 3\r\nTransfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n" + Request("DELETE", path),
            cancellationToken);
        var answers = await connection.ReadToEndAsync(cancellationToken);

        answers.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(200);
        site.Stored(path).ShouldBeOneOf("hello", "");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_request_inside_a_body_is_body(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(1_000, cancellationToken);
        var inner = Request("DELETE", path);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, inner.Length + 1) + inner, cancellationToken);
        connection.Close();
        await site.Store.AppendEndedAsync(cancellationToken);

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(inner.Length);
    }

    [TestCase("Upload-Metadata: a YQ==\r\n b Yg==\r\n")]
    [TestCase("Upload-Metadata: a\0 YQ==\r\n")]
    [TestCase("Upload-Metadata: \u00ff YQ==\r\n")]
    [CancelAfter(20_000)]
    public async Task Folded_lines_nul_and_bytes_outside_ascii_are_not_stored(string header, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        (await site.AskAsync(Request("POST", "/files/", $"Upload-Length: 5\r\n{header}"), cancellationToken)).Status.ShouldBe(400);
        site.Files().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_header_section_that_never_ends_holds_its_connection_for_the_network_timeout_only(
        CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { NetworkTimeout = TimeSpan.FromSeconds(1) });
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync("POST /files/ HTTP/1.1\r\nHost: example.test\r\nX: ", cancellationToken);

        (await connection.ReadToEndAsync(cancellationToken)).ShouldStartWith("HTTP/1.1 408 ");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_body_slower_than_the_minimum_is_saved_and_refused(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        await using var site = await StartAsync(options => options with { MinimumBodyRate = 100, TimeProvider = time });
        var path = await site.CreateAsync(10_000, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, 10_000) + new string('x', 500), cancellationToken);
        await UntilStoredAsync(site, path, 500, cancellationToken);

        time.Advance(TimeSpan.FromSeconds(5));
        await connection.SendAsync(new string('x', 499), cancellationToken);
        await UntilStoredAsync(site, path, 999, cancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));
        var response = await connection.ReadAsync(cancellationToken);

        (response.Status, response.Offset, response["Connection"]).ShouldBe((408, 999, "close"));
        response.Body.ShouldStartWith("ERR_BODY_TOO_SLOW: ");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_slow_body_is_fine_where_no_minimum_is_set(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        await using var site = await StartAsync(options => options with { TimeProvider = time });
        var path = await site.CreateAsync(4, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, 4), cancellationToken);
        for (var sent = 1; sent <= 4; sent++)
        {
            await connection.SendAsync("x", cancellationToken);
            await UntilStoredAsync(site, path, sent, cancellationToken);
            time.Advance(TimeSpan.FromSeconds(30));
        }

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task More_bodies_at_once_than_the_cap_are_refused_until_one_ends(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxConcurrentUploads = 2 });
        var paths = new[]
        {
            await site.CreateAsync(5, cancellationToken), await site.CreateAsync(5, cancellationToken),
            await site.CreateAsync(5, cancellationToken),
        };
        using var first = await BeginAsync(site, paths[0], cancellationToken);
        using var second = await BeginAsync(site, paths[1], cancellationToken);

        var refused = await site.PatchAsync(paths[2], 0, "hello", cancellationToken);
        var creation = await site.AskAsync(
            Request("POST", "/files/", "Upload-Length: 5\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 5\r\n")
                + "hello", cancellationToken);
        var resumed = await site.PatchAsync(paths[0], 3, "lo", cancellationToken);
        var admitted = await site.PatchAsync(paths[2], 0, "hello", cancellationToken);

        (refused.Status, refused.Offset).ShouldBe((503, 0));
        refused.Body.ShouldStartWith("ERR_TOO_MANY_UPLOADS: ");
        (creation.Status, creation["Location"]).ShouldBe((503, null));
        resumed.Status.ShouldBe(204, "the one that resumes takes the place of the one it stops");
        admitted.Status.ShouldBe(204);
        site.Files().Count().ShouldBe(6);
    }

    private static async Task<WireConnection> BeginAsync(UploadSite site, string path, CancellationToken cancellationToken)
    {
        var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, 5) + "hel", cancellationToken);
        await UntilStoredAsync(site, path, 3, cancellationToken);
        return connection;
    }

    private static async Task UntilStoredAsync(UploadSite site, string path, int length, CancellationToken cancellationToken)
    {
        while (site.Stored(path).Length != length)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
