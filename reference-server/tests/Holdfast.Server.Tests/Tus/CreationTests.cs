using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class CreationTests
{
    private const string Media = "Content-Type: application/offset+octet-stream\r\n";

    [Test]
    [CancelAfter(20_000)]
    public async Task A_created_upload_is_empty_and_can_be_asked_for(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var created = await site.AskAsync(Request("POST", "/files", "Upload-Length: 9223372036854775807\r\n"), cancellationToken);
        var location = created["Location"].ShouldNotBeNull();
        var head = await site.HeadAsync(new Uri(location).AbsolutePath, cancellationToken);

        created.Status.ShouldBe(201);
        location.ShouldMatch("^http://example.test/files/[0-9a-f]{32}$");
        created["Upload-Offset"].ShouldBeNull();
        head.Status.ShouldBe(200);
        head.Offset.ShouldBe(0);
        head["Upload-Length"].ShouldBe("9223372036854775807");
        head["Cache-Control"].ShouldBe("no-store");
        head["Upload-Metadata"].ShouldBeNull();
    }

    [TestCase("")]
    [TestCase("Upload-Length: -1\r\n")]
    [TestCase("Upload-Length: +5\r\n")]
    [TestCase("Upload-Length: 05\r\n")]
    [TestCase("Upload-Length: 1e+21\r\n")]
    [TestCase("Upload-Length: 9223372036854775808\r\n")]
    [TestCase("Upload-Length: 5, 5\r\n")]
    [TestCase("Upload-Length: 5\r\nUpload-Length: 5\r\n")]
    [TestCase("Upload-Length:\r\n")]
    [CancelAfter(20_000)]
    public async Task A_length_that_is_not_one_plain_number_is_refused(string header, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await site.AskAsync(Request("POST", "/files/", header), cancellationToken);

        response.Status.ShouldBe(400);
        response.Body.ShouldStartWith("ERR_INVALID_UPLOAD_LENGTH: ");
        response.Body.ShouldEndWith("\n");
        response["Content-Type"].ShouldBe("text/plain; charset=utf-8");
        response["Location"].ShouldBeNull();
        site.Files().ShouldBeEmpty();
    }

    [TestCase("Upload-Length: 5\r\nUpload-Concat: partial\r\n", 400)]
    [TestCase("Upload-Concat: final;/files/a /files/b\r\nUpload-Length: 5\r\n", 400)]
    [TestCase("Upload-Length: 5\r\nUpload-Checksum: sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=\r\nContent-Type: application/offset+octet-stream\r\n",
        400)]
    [TestCase("Upload-Length: 5\r\nUpload-Metadata: a YQ==,a Yg==\r\n", 400)]
    [TestCase("Upload-Length: 5\r\nUpload-Metadata: a YQ==\r\nUpload-Metadata: b Yg==\r\n", 400)]
    [TestCase("Upload-Length: 11\r\n", 413)]
    [CancelAfter(20_000)]
    public async Task A_creation_that_is_not_offered_or_not_valid_is_refused_and_leaves_nothing(
        string headers, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            options => options with { MaxSize = 10, DisableConcatenation = true, DisableChecksum = true });

        (await site.AskAsync(Request("POST", "/files/", headers), cancellationToken)).Status.ShouldBe(status);
        site.Files().ShouldBeEmpty();
        await site.CreateAsync(10, cancellationToken);
    }

    [TestCase("Upload-Metadata:\r\n", null)]
    [TestCase("Upload-Metadata: \t \r\n", null)]
    [TestCase("Upload-Metadata: ,\r\n", null)]
    [TestCase("Upload-Metadata:\r\nUpload-Metadata: a YQ==\r\n", "a YQ==")]
    [TestCase("Upload-Metadata: a YQ==, b Yg==, \r\n", "a YQ==,b Yg==")]
    [TestCase("Upload-Defer-Length:\r\n", null)]
    [TestCase("Upload-Concat:\r\n", null)]
    [TestCase("Upload-Checksum:\r\n", null)]
    [TestCase("X-HTTP-Method-Override:\r\n", null)]
    [CancelAfter(20_000)]
    public async Task An_optional_header_that_is_empty_is_not_there(string header, string? metadata, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var path = await site.CreateAsync(5, cancellationToken, header);

        var head = await site.HeadAsync(path, cancellationToken);
        (head["Upload-Length"], head["Upload-Defer-Length"], head["Upload-Concat"], head["Upload-Metadata"]).ShouldBe(
            ("5", null, null, metadata));
        (await site.AskAsync(
            Patch(path, 0, "Upload-Checksum:\r\nUpload-Length:\r\nContent-Length: 5") + "hello", cancellationToken)).Status.ShouldBe(204);
        site.Stored(path).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_empty_length_beside_a_deferral_is_not_there(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var created = await site.AskAsync(Request("POST", "/files/", "Upload-Length:\r\nUpload-Defer-Length: 1\r\n"), cancellationToken);

        created.Status.ShouldBe(201, created.Body);
    }

    [TestCase("k")]
    [TestCase("filename c8WCb8WEY2U=,k,z /w==,a ")]
    [TestCase("z YQ==,y YQ==,x YQ==,w YQ==,v YQ==,u YQ==")]
    [CancelAfter(20_000)]
    public async Task Metadata_comes_back_byte_for_byte(string metadata, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(1, cancellationToken, $"Upload-Metadata: {metadata}\r\n");

        // Blanks at a field's end aren't part of its value (RFC 9110, 5.5).
        (await site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe(metadata.TrimEnd(' '));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Metadata_of_sixty_kibibytes_is_kept(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var metadata = $"big {Convert.ToBase64String(new byte[45 * 1024])}";
        var path = await site.CreateAsync(1, cancellationToken, $"Upload-Metadata: {metadata}\r\n");

        (await site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe(metadata);
    }

    [TestCase(Media, 5)]
    [TestCase("Content-Type: Application/Offset+Octet-Stream\r\n", 3)]
    [CancelAfter(20_000)]
    public async Task A_creation_with_a_body_stores_it(string type, int length, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var body = "hello"[..length];

        var response = await site.AskAsync(
            Request("POST", "/files/", $"Upload-Length: 5\r\n{type}Content-Length: {length}\r\n") + body, cancellationToken);
        var path = new Uri(response["Location"].ShouldNotBeNull()).AbsolutePath;

        response.Status.ShouldBe(201);
        response.Offset.ShouldBe(length);
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(length);
        site.Stored(path).ShouldBe(body);
    }

    // As in tusd; frameworks send {} or a form's type with every POST. The offset says that nothing of it counts.
    [TestCase("Content-Length: 5\r\n", "hello")]
    [TestCase("Content-Type: text/plain\r\nContent-Length: 5\r\n", "hello")]
    [TestCase("Content-Type: application/json\r\nContent-Length: 2\r\n", "{}")]
    [TestCase("Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n")]
    [TestCase("Content-Type: application/offset+octet-stream; charset=utf-8\r\nContent-Length: 5\r\n", "hello")]
    [TestCase("Content-Type: text/plain\r\nContent-Length: 500\r\n", "hello")]
    [CancelAfter(20_000)]
    public async Task A_body_of_another_media_type_is_no_part_of_the_upload(
        string headers, string body, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await site.AskAsync(Request("POST", "/files/", $"Upload-Length: 5\r\n{headers}") + body, cancellationToken);
        var path = new Uri(response["Location"].ShouldNotBeNull()).AbsolutePath;

        (response.Status, response.Offset).ShouldBe((201, 0));
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
        (await site.PatchAsync(path, 0, "world", cancellationToken)).Status.ShouldBe(204);
        site.Stored(path).ShouldBe("world");
    }

    [TestCase("{}", "application/json")]
    [CancelAfter(20_000)]
    public async Task After_a_body_that_is_ignored_the_connection_is_in_step(string body, string type, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Request(
            "POST", "/files/", $"Upload-Length: 5\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n") + body, cancellationToken);
        var path = new Uri((await connection.ReadAsync(cancellationToken))["Location"].ShouldNotBeNull()).AbsolutePath;
        await connection.SendAsync(Request("HEAD", path), cancellationToken);

        (await connection.ReadAsync(cancellationToken, isHead: true)).Offset.ShouldBe(0);
    }

    [TestCase(Media + "Content-Length: 6\r\n", "hello!", 413)]
    [TestCase(Media + "Transfer-Encoding: chunked\r\n", "6\r\nhello!\r\n0\r\n\r\n", 413)]
    [CancelAfter(20_000)]
    public async Task A_creation_whose_body_does_not_fit_leaves_nothing_behind(
        string headers, string body, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await site.AskAsync(Request("POST", "/files/", $"Upload-Length: 5\r\n{headers}") + body, cancellationToken);

        response.Status.ShouldBe(status);
        response["Location"].ShouldBeNull();
        site.Files().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_empty_upload_is_complete_at_once(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(0, cancellationToken);

        var head = await site.HeadAsync(path, cancellationToken);

        head.Offset.ShouldBe(0);
        head["Upload-Length"].ShouldBe("0");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_that_is_cut_keeps_what_arrived(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(
            Request("POST", "/files/", $"Upload-Length: 100\r\n{Media}Content-Length: 100\r\n") + new string('x', 40), cancellationToken);
        connection.Reset();

        await site.Store.AppendEndedAsync(cancellationToken);

        var id = site.Files().Single(name => !name.EndsWith(".info", StringComparison.Ordinal));
        site.Stored(id).ShouldBe(new string('x', 40));
    }
}
