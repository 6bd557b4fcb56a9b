using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class ChecksumTests
{
    private const string Hello = "Upload-Checksum: crc32 NhCmhg==\r\nContent-Length: 5";
    private const string WrongHello = "Upload-Checksum: crc32 NhCmhw==\r\nContent-Length: 5";

    [TestCase("sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00=")]
    [TestCase("sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")]
    [TestCase("sha512", "m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==")]
    [TestCase("md5", "XUFAKrxLKna5cZ2REBfFkg==")]
    [TestCase("crc32", "NhCmhg==")]
    [TestCase("crc32c", "mnG7TA==")]
    [CancelAfter(20_000)]
    public async Task A_body_counts_only_with_its_own_checksum(string algorithm, string digest, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        var request = Patch(path, 0, $"Upload-Checksum: {algorithm} {digest}\r\nContent-Length: 5");

        await connection.SendAsync(request + "hellO" + request + "hello", cancellationToken);
        var wrong = await connection.ReadAsync(cancellationToken);
        var right = await connection.ReadAsync(cancellationToken);

        (wrong.Status, wrong.Offset).ShouldBe((460, 0));
        wrong.Body.ShouldStartWith("ERR_CHECKSUM_MISMATCH: ");
        (right.Status, right.Offset).ShouldBe((204, 5));
        site.Stored(path).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_checksum_covers_its_own_request_and_leaves_no_file_behind(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        var file =
            await site.AskAsync(Patch(path, 5, $"Upload-Checksum: {Sha1("helloworld")}\r\nContent-Length: 5") + "world", cancellationToken);
        var body =
            await site.AskAsync(Patch(path, 5, $"Upload-Checksum: {Sha1("world")}\r\nContent-Length: 5") + "world", cancellationToken);

        (file.Status, body.Status).ShouldBe((460, 204));
        site.Stored(path).ShouldBe("helloworld");
        site.Files().Count().ShouldBe(2);
    }

    [TestCase("nope AAAA", "ERR_UNKNOWN_CHECKSUM_ALGORITHM")]
    [TestCase("CRC32 NhCmhg==", "ERR_UNKNOWN_CHECKSUM_ALGORITHM")]
    [TestCase("crc32", "ERR_INVALID_CHECKSUM")]
    [TestCase("crc32  NhCmhg==", "ERR_INVALID_CHECKSUM")]
    [TestCase("crc32 NhCmhg==, crc32 NhCmhg==", "ERR_INVALID_CHECKSUM")]
    [TestCase("crc32 NhCmhg==\r\nUpload-Checksum: crc32 NhCmhg==", "ERR_INVALID_CHECKSUM")]
    [CancelAfter(20_000)]
    public async Task A_checksum_that_can_not_be_told_is_refused_and_nothing_is_kept(
        string value, string code, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);

        var response = await site.AskAsync(Patch(path, 0, $"Upload-Checksum: {value}\r\nContent-Length: 5") + "hello", cancellationToken);

        response.Status.ShouldBe(400);
        response.Body.ShouldStartWith($"{code}: ");
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
    }

    // A digest in hexadecimal is Base64, too, of more bytes.
    [TestCase("crc32 3610a686")]
    [TestCase("crc32 NhCm")]
    [TestCase("crc32 NhCmhgA=")]
    [CancelAfter(20_000)]
    public async Task A_checksum_of_the_wrong_length_does_not_match_any_body(string value, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);

        var header = await site.AskAsync(Patch(path, 0, $"Upload-Checksum: {value}\r\nContent-Length: 5") + "hello", cancellationToken);
        var trailer = await site.AskAsync(
            Patch(path, 0, "Trailer: Upload-Checksum\r\nTransfer-Encoding: chunked")
                + $"5\r\nhello\r\n0\r\nUpload-Checksum: {value}\r\n\r\n", cancellationToken);
        var creation = await site.AskAsync(
            Request("POST", "/files/", $"Upload-Length: 5\r\nUpload-Checksum: {value}\r\nContent-Type: "
                + "application/offset+octet-stream\r\nContent-Length: 5\r\n") + "hello",
            cancellationToken);

        new[] { header, trailer, creation }.ShouldAllBe(
            response => response.Status == 460 && response.Body.StartsWith("ERR_CHECKSUM_MISMATCH: "));
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
        site.Files().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Bytes_that_are_not_verified_yet_do_not_show_and_a_takeover_drops_them(
        [Values(0, 5)] int offset, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        await site.PatchAsync(path, 0, "hello"[..offset], cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, offset, Hello) + "hell", cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        await UntilAsideAsync(site, 4, cancellationToken);

        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.Length.ShouldBe(offset);
        (await site.Store.GetInfoAsync(path.Split('/')[^1], cancellationToken)).ShouldNotBeNull().Offset.ShouldBe(offset);
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(offset);
        var taken = await connection.ReadAsync(cancellationToken);

        (taken.Status, taken.Offset).ShouldBe((400, offset));
        taken.Body.ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        taken.Body.ShouldContain("nothing of it is stored");
        (await site.AskAsync(Patch(path, offset, Hello) + "hello", cancellationToken)).Offset.ShouldBe(offset + 5);
        site.Files().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_cut_body_with_a_checksum_is_dropped_and_can_be_sent_again([Values] bool reset, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, Hello) + "hel", cancellationToken);
        if (reset)
        {
            connection.Reset();
        }
        else
        {
            connection.Close();
        }

        await site.Store.AppendEndedAsync(cancellationToken);

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
        (await site.AskAsync(Patch(path, 0, Hello) + "hello", cancellationToken)).Offset.ShouldBe(5);
        site.Stored(path).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Unverified_bytes_that_a_crash_left_do_not_count_and_are_overwritten(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        var aside = Path.Combine(site.Directory, $"{path.Split('/')[^1]}.aside");
        await File.WriteAllTextAsync(aside, "left behind by a killed server", cancellationToken);
        await site.RestartAsync();

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
        (await site.AskAsync(Request("GET", $"{path}.aside"), cancellationToken)).Status.ShouldBe(404);
        (await site.AskAsync(Patch(path, 0, Hello) + "hello", cancellationToken)).Offset.ShouldBe(5);
        site.Stored(path).ShouldBe("hello");
        File.Exists(aside).ShouldBeFalse();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_wrong_last_body_finishes_nothing(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(server: options => options with { LoggerFactory = loggers });
        var path = await site.CreateAsync(5, cancellationToken);

        (await site.AskAsync(Patch(path, 0, WrongHello) + "hello", cancellationToken)).Status.ShouldBe(460);
        log.Events.ShouldNotContain("UploadFinished");
        (await site.AskAsync(Patch(path, 0, Hello) + "hello", cancellationToken)).Status.ShouldBe(204);
        log.Events.ShouldContain("UploadFinished");
    }

    [TestCase(WrongHello, "hello", 460)]
    [TestCase("Upload-Checksum: nope AAAA\r\nContent-Length: 5", "hello", 400)]
    [TestCase("Upload-Checksum: crc32 NhCmhg==\r\nTransfer-Encoding: chunked", "6\r\nhello!\r\n0\r\n\r\n", 413)]
    [CancelAfter(20_000)]
    public async Task A_creation_with_a_body_that_is_not_right_leaves_nothing(
        string headers, string body, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await site.AskAsync(Creation(headers) + body, cancellationToken);

        response.Status.ShouldBe(status);
        response["Location"].ShouldBeNull();
        site.Files().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_with_a_right_body_keeps_it(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await site.AskAsync(Creation(Hello) + "hello", cancellationToken);

        (response.Status, response.Offset).ShouldBe((201, 5));
        site.Stored(response["Location"]!).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_chunked_body_that_is_too_long_is_dropped_whole(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(4, cancellationToken);

        var response = await site.AskAsync(
            Patch(path, 0, "Upload-Checksum: crc32 NhCmhg==\r\nTransfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n", cancellationToken);

        (response.Status, response.Offset).ShouldBe((413, 0));
        site.Stored(path).ShouldBeEmpty();
    }

    [TestCase("crc32 AAAAAA==", 204)]
    [TestCase("crc32 AAAAAQ==", 460)]
    [CancelAfter(20_000)]
    public async Task An_empty_body_has_a_checksum_too(string sum, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(4, cancellationToken);

        (await site.AskAsync(Patch(path, 0, $"Upload-Checksum: {sum}\r\nContent-Length: 0"), cancellationToken)).Status.ShouldBe(status);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Many_verified_bodies_make_one_upload(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var bytes = string.Concat(Enumerable.Range(0, 1_000_000).Select(index => (char)(index * 7 % 251)));
        var path = await site.CreateAsync(bytes.Length, cancellationToken);

        for (var offset = 0; offset < bytes.Length; offset += 300_000)
        {
            var body = bytes[offset..Math.Min(offset + 300_000, bytes.Length)];
            var request = Patch(path, offset, $"Upload-Checksum: {Sha1(body)}\r\nContent-Length: {body.Length}");
            (await site.AskAsync(request + body, cancellationToken)).Offset.ShouldBe(offset + body.Length);
        }

        site.Stored(path).ShouldBe(bytes);
    }

    private static string Creation(string headers) =>
        Request("POST", "/files/", $"Upload-Length: 5\r\nContent-Type: application/offset+octet-stream\r\n{headers}\r\n");

    private static string Sha1(string body) =>
        $"sha1 {Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Encoding.Latin1.GetBytes(body)))}";

    private static async Task UntilAsideAsync(UploadSite site, int length, CancellationToken cancellationToken)
    {
        while (!Directory.EnumerateFiles(site.Directory, "*.aside").Any(path => new FileInfo(path).Length == length))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
