using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class DeferredLengthTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_begins_without_a_length_and_learns_it_from_an_append(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await CreateAsync(site, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        var before = await site.HeadAsync(path, cancellationToken);
        var declared = await site.AskAsync(Patch(path, 5, "Upload-Length: 11\r\nContent-Length: 3") + " wo", cancellationToken);
        var after = await site.HeadAsync(path, cancellationToken);

        (before["Upload-Defer-Length"], before["Upload-Length"], before.Offset).ShouldBe(("1", null, 5));
        declared.Status.ShouldBe(204);
        (after["Upload-Defer-Length"], after["Upload-Length"], after.Offset).ShouldBe((null, "11", 8));
        (await site.PatchAsync(path, 8, "rld", cancellationToken)).Offset.ShouldBe(11);
        (await site.PatchAsync(path, 11, "!", cancellationToken)).Status.ShouldBe(413);
        site.Stored(path).ShouldBe("hello world");
    }

    [TestCase(0)]
    [TestCase(5)]
    [CancelAfter(20_000)]
    public async Task An_empty_append_that_declares_what_is_stored_completes_the_upload(int stored, CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(server: options => options with { LoggerFactory = loggers });
        var path = await CreateAsync(site, cancellationToken);
        await site.PatchAsync(path, 0, "hello"[..stored], cancellationToken);

        var response = await site.AskAsync(Patch(path, stored, $"Upload-Length: {stored}\r\nContent-Length: 0"), cancellationToken);

        response.Status.ShouldBe(204);
        (await site.HeadAsync(path, cancellationToken))["Upload-Length"].ShouldBe(stored.ToString(CultureInfo.InvariantCulture));
        log.Events.Count(name => name == "UploadFinished").ShouldBe(1);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_without_a_length_can_carry_bytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var request =
            Request("POST", "/files/", "Upload-Defer-Length: 1\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 5\r\n");

        var created = await site.AskAsync(request + "hello", cancellationToken);
        var head = await site.HeadAsync(new Uri(created["Location"]!).AbsolutePath, cancellationToken);

        (created.Status, created.Offset).ShouldBe((201, 5));
        (head.Offset, head["Upload-Defer-Length"]).ShouldBe((5, "1"));
    }

    [TestCase("Upload-Defer-Length: 0\r\n", "ERR_INVALID_UPLOAD_LENGTH_DEFER")]
    [TestCase("Upload-Defer-Length: true\r\n", "ERR_INVALID_UPLOAD_LENGTH_DEFER")]
    [TestCase("Upload-Defer-Length:\r\n", "ERR_INVALID_UPLOAD_LENGTH")]
    [TestCase("Upload-Defer-Length: 1\r\nUpload-Defer-Length: 1\r\n", "ERR_INVALID_UPLOAD_LENGTH_DEFER")]
    [TestCase("Upload-Defer-Length: 1\r\nUpload-Length: 5\r\n", "ERR_AMBIGUOUS_UPLOAD_LENGTH")]
    [CancelAfter(20_000)]
    public async Task A_deferral_that_is_not_plain_is_refused(string headers, string code, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await site.AskAsync(Request("POST", "/files/", headers), cancellationToken);

        response.Status.ShouldBe(400);
        response.Body.ShouldStartWith($"{code}: ");
        site.Files().ShouldBeEmpty();
    }

    [TestCase("Upload-Length: 4", 5, "", 400, "a length below the offset")]
    [TestCase("Upload-Length: +9", 5, "", 400, "no plain number")]
    [TestCase("Upload-Length: 21", 5, "", 413, "a length above the maximum")]
    [TestCase("Upload-Length: 9", 4, "abc", 409, "a wrong offset")]
    [TestCase("Upload-Length: 9", 5, "abcde", 413, "a body longer than the length")]
    [TestCase("Upload-Length: 9\r\nUpload-Checksum: crc32 AAAAAA==", 5, "abc", 460, "a wrong checksum")]
    [TestCase("Upload-Length: 9\r\nContent-Type: text/plain", 5, "abc", 415, "two media types")]
    [CancelAfter(20_000)]
    public async Task A_refused_append_never_declares_a_length(
        string headers, int offset, string body, int status, string because, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxSize = 20 });
        var path = await CreateAsync(site, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        (await site.AskAsync(Patch(path, offset, $"{headers}\r\nContent-Length: {body.Length}") + body, cancellationToken)).Status.ShouldBe(
            status, because);

        var head = await site.HeadAsync(path, cancellationToken);
        (head.Offset, head["Upload-Defer-Length"], head["Upload-Length"]).ShouldBe((5, "1", null));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_chunked_body_that_turns_out_too_long_does_not_declare_a_length_either(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await CreateAsync(site, cancellationToken);

        var response = await site.AskAsync(
            Patch(path, 0, "Upload-Length: 4\r\nTransfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n", cancellationToken);

        response.Status.ShouldBe(413);
        var head = await site.HeadAsync(path, cancellationToken);
        (head.Offset, head["Upload-Defer-Length"]).ShouldBe((4, "1"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_length_once_declared_never_changes_but_may_be_repeated(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await CreateAsync(site, cancellationToken);
        await site.AskAsync(Patch(path, 0, "Upload-Length: 10\r\nContent-Length: 5") + "hello", cancellationToken);

        foreach (var (length, status) in new[] { (5, 400), (20, 400), (10, 204) })
        {
            (await site.AskAsync(Patch(path, 5, $"Upload-Length: {length}\r\nContent-Length: 0"), cancellationToken)).Status.ShouldBe(
                status);
            (await site.HeadAsync(path, cancellationToken))["Upload-Length"].ShouldBe("10");
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_declaration_survives_a_cut_since_its_client_may_not_repeat_it(
        [Values] bool chunked, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await CreateAsync(site, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        var framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: 10";
        await connection.SendAsync(
            Patch(path, 0, $"Upload-Length: 10\r\n{framing}") + (chunked ? "a\r\nhello" : "hello"), cancellationToken);
        connection.Close();
        await site.Store.AppendEndedAsync(cancellationToken);

        var head = await site.HeadAsync(path, cancellationToken);

        (head.Offset, head["Upload-Length"]).ShouldBe((5, "10"));
    }

    [TestCase("Content-Length: 11", "hello world", 0)]
    [TestCase("Transfer-Encoding: chunked", "b\r\nhello world\r\n0\r\n\r\n", 10)]
    [CancelAfter(20_000)]
    public async Task The_maximum_holds_without_a_length_too(string framing, string body, int kept, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxSize = 10 });
        var path = await CreateAsync(site, cancellationToken);
        var creation =
            Request("POST", "/files/", $"Upload-Defer-Length: 1\r\nContent-Type: application/offset+octet-stream\r\n{framing}\r\n");

        (await site.AskAsync(Patch(path, 0, framing) + body, cancellationToken)).Status.ShouldBe(413);
        (await site.AskAsync(creation + body, cancellationToken)).Status.ShouldBe(413);

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(kept);
        site.Files().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_tusd_began_without_a_length_gets_it_here_in_the_members_that_tusd_reads(
        CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var data = Path.Combine(site.Directory, "8e2fd3fe4b0b1b2c3d4e5f60718293a4");
        await File.WriteAllTextAsync(data, "hello", cancellationToken);
        await File.WriteAllTextAsync(
            $"{data}.info",
            """
            {"ID":"8e2fd3fe4b0b1b2c3d4e5f60718293a4","Size":0,"SizeIsDeferred":true,"Offset":0,"MetaData":{"filename":"a.txt"},"IsPartial":true,"IsFinal":false,"PartialUploads":null,"Storage":{"Type":"filestore"}}
            """,
            cancellationToken);
        const string Url = "/files/8e2fd3fe4b0b1b2c3d4e5f60718293a4";

        var before = await site.HeadAsync(Url, cancellationToken);
        var patch = await site.AskAsync(Patch(Url, 5, "Upload-Length: 11\r\nContent-Length: 6") + " world", cancellationToken);

        (before.Offset, before["Upload-Defer-Length"], before["Upload-Concat"]).ShouldBe((5, "1", "partial"));
        patch.Offset.ShouldBe(11);
        using var info = JsonDocument.Parse(await File.ReadAllTextAsync($"{data}.info", cancellationToken));
        info.RootElement.GetProperty("Size").GetInt64().ShouldBe(11);
        info.RootElement.GetProperty("SizeIsDeferred").GetBoolean().ShouldBeFalse();
        info.RootElement.GetProperty("IsPartial").GetBoolean().ShouldBeTrue();
        info.RootElement.GetProperty("MetaData").GetRawText().ShouldBe("""{"filename":"a.txt"}""");
    }

    private static async Task<string> CreateAsync(UploadSite site, CancellationToken cancellationToken)
    {
        var created = await site.AskAsync(Request("POST", "/files/", "Upload-Defer-Length: 1\r\n"), cancellationToken);
        created.Status.ShouldBe(201, created.Body);
        return new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
    }
}
