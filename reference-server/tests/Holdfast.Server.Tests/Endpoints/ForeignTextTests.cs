using System.Text;
using Holdfast.Server.Stores;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>Text that others chose never becomes a 500, whatever field it is in, and every answer is one of tus.</summary>
public sealed class ForeignTextTests
{
    // As bytes: no UTF-8 at all, a letter in UTF-8, DEL, a tab.
    private static readonly string[] Texts = ["\u00ff\u00fe", "\u00c3\u00a4", "a\u007fb", "a\tb", "\"", "%", "a b"];

    private static readonly string[] Fields =
    [
        "Origin", "User-Agent", "X-Request-ID", "X-HTTP-Method-Override", "Upload-Metadata", "Upload-Concat", "Upload-Checksum",
        "Upload-Defer-Length",
        "Content-Type", "Content-Disposition", "Range", "If-Range", "If-None-Match", "If-Modified-Since", "Access-Control-Request-Headers",
        "Access-Control-Request-Method", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix",
        "Trailer", "Cookie",
        "Upload-Complete", "Upload-Incomplete", "Repr-Digest", "Content-Digest", "Want-Repr-Digest", "Upload-Draft-Interop-Version",
    ];

    [TestCaseSource(nameof(Fields))]
    [CancelAfter(60_000)]
    public async Task No_field_makes_an_answer_fail(string field, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { BehindProxy = true });
        var path = await site.CreatePartAsync("hello", cancellationToken);
        foreach (var text in Texts.SelectMany(text => new[]
        {
            text, $"final;{path}?{text}", $"text/plain; a=\"{text}\"", $"attachment; filename*={text}''{text}",
        }))
        {
            foreach (var request in new[] { ("POST", "/files/"), ("HEAD", path), ("GET", path), ("OPTIONS", "/files/") })
            {
                foreach (var version in new[]
                {
                    "Tus-Resumable: 1.0.0\r\nUpload-Length: 0\r\n", "Upload-Draft-Interop-Version: 8\r\nUpload-Complete: ?1\r\n",
                })
                {
                    var head = $"{request.Item1} {request.Item2} HTTP/1.1\r\nHost: example.test\r\nConnection: "
                        + $"close\r\n{version}{field}: {text}\r\n\r\n";
                    using var connection = await site.ConnectAsync(cancellationToken);
                    await connection.SendAsync(head, cancellationToken);
                    var answer = Final(await connection.ReadToEndAsync(cancellationToken));

                    answer.ShouldMatch("^HTTP/1.1 [24]", $"{field}: {text}");
                    answer.ShouldContain("X-Content-Type-Options: nosniff", customMessage: $"{field}: {text}");
                }
            }
        }
    }

    [TestCaseSource(nameof(Fields))]
    [CancelAfter(60_000)]
    public async Task Neither_does_it_over_HTTP_2(string field, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            options => options with { BehindProxy = true }, options => options with { EnableH2c = true });
        var path = await site.CreatePartAsync("hello", cancellationToken);
        using var connection = await Http2Frames.OpenAsync(site.Url, cancellationToken);
        var stream = 1;
        foreach (var text in Texts.Where(text => !text.Contains('\u007f', StringComparison.Ordinal)))
        {
            foreach (var (method, target) in new[] { ("POST", "/files/"), ("HEAD", path), ("GET", path) })
            {
                await connection.SendHeadersAsync(
                    stream, endStream: true, cancellationToken, (":method", method), (":scheme", "http"), (":path", target),
                    (":authority", "example.test"),
                    ("tus-resumable", "1.0.0"), ("upload-length", "0"), (field.ToLowerInvariant(), text));
                var frame = await connection.ReadAsync(stream, cancellationToken);

                frame.Type.ShouldBe(Http2Frames.Headers, $"{field}: {text}");
                Http2Frames.StatusOf(frame.Payload).ShouldBeLessThan(500, $"{field}: {text}");
                stream += 2;
            }
        }
    }

    [TestCase("https://\u00e4.test", 403)]
    [TestCase("https://a b", 403)]
    [TestCase("https://a.test,https://b.test", 403)]
    [TestCase("https://a.test\r\nOrigin: https://b.test", 403)]
    [TestCase("\u00ff", 403)]
    [TestCase("null", 201)]
    [TestCase("capacitor://localhost", 201)]
    [TestCase("chrome-extension://abcdef", 201)]
    [CancelAfter(20_000)]
    public async Task An_origin_that_is_none_is_not_admitted(string origin, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var answer = await site.AskAsync(Request("POST", "/files/", $"Upload-Length: 5\r\nOrigin: {origin}\r\n"), cancellationToken);

        (answer.Status, answer["Access-Control-Allow-Origin"]).ShouldBe((status, status == 201 ? origin : null));
        answer["Tus-Resumable"].ShouldBe("1.0.0");
    }

    [TestCase("a..b")]
    [TestCase("a:99999")]
    [TestCase("-")]
    [TestCase("1.2.3.999")]
    [TestCase("xn--a")]
    [TestCase("[::1]:1")]
    [CancelAfter(20_000)]
    public async Task A_host_that_no_URL_can_have_does_not_matter_to_parts(string host, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreatePartAsync("hello", cancellationToken);

        var answer = await site.AskAsync(
            Request("POST", "/files/", $"Upload-Concat: final;{part}\r\n").Replace("example.test", host, StringComparison.Ordinal),
            cancellationToken);

        answer.Status.ShouldBe(201, answer.Body);
    }

    [TestCase("text/plain; name=\"\u00e4\"", "text/plain")]
    [TestCase("text/plain; a=\"\u0001\"", "text/plain")]
    [TestCase("text/plain; a=\"\r\n b\"", "text/plain")]
    [TestCase("text/plain; charset=utf-8", "text/plain; charset=utf-8")]
    [TestCase("image/\u00e4", "application/octet-stream")]
    [TestCase("text/plain; charset=\u00e4", "application/octet-stream")]
    [CancelAfter(20_000)]
    public async Task A_download_has_a_media_type_that_can_be_sent(string type, string expected, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(
            3, cancellationToken, $"Upload-Metadata: filetype {Convert.ToBase64String(Encoding.UTF8.GetBytes(type))}\r\n");
        await site.PatchAsync(path, 0, "abc", cancellationToken);

        var whole = await site.AskAsync(Request("GET", path), cancellationToken);
        var parts = await site.AskAsync(Request("GET", path, "Range: bytes=0-0,2-2\r\n"), cancellationToken);

        (whole.Status, whole["Content-Type"], whole.Body).ShouldBe((200, expected, "abc"));
        parts.Status.ShouldBe(206);
        parts.Body.ShouldContain($"\r\nContent-Type: {expected}\r\n");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task HEAD_succeeds_beside_files_of_another_server(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        await site.Store.CreateAsync(
            new UploadInfo { Id = "foreign", Length = 5, Metadata = "n\u00e4me YQ==", Concat = "final;/files/\u00e4", IsFinal =
                true, PartialUploads = ["a"] }, default);

        var head = await site.HeadAsync("/files/foreign", cancellationToken);

        head.Status.ShouldBe(410, "its part is gone");
        await site.Store.CreateAsync(
            new UploadInfo { Id = "other", Length = 5, Metadata = "n\u00e4me YQ==", Concat = "partial\u00e4" }, default);
        head = await site.HeadAsync("/files/other", cancellationToken);
        (head.Status, head["Upload-Metadata"], head["Upload-Concat"]).ShouldBe((200, null, null));
    }

    private static string Final(string answers) => answers[answers.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal)..];
}
