using Holdfast.Server.Stores;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Stores;

/// <summary>Downloads from a store whose streams can't seek, and which opens exactly the bytes of the answer.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NonSeekableDownloadTests
{
    private const string Content = "hello world";

    private readonly OpenedRanges _store = new(new MemoryUploadStore(new MemoryPlace()));

    [TestCase("", 200, Content, null, "0+11")]
    [TestCase("Range: bytes=6-\r\n", 206, "world", "bytes 6-10/11", "6+5")]
    [TestCase("Range: bytes=-2\r\n", 206, "ld", "bytes 9-10/11", "9+2")]
    [TestCase("Range: bytes=1-2\r\n", 206, "el", "bytes 1-2/11", "1+2")]
    [TestCase("Range: bytes=50-\r\n", 416, "", "bytes */11", "")]
    [TestCase("Range: lines=1-2\r\n", 200, Content, null, "0+11")]
    [TestCase("Range: bytes=1-2\r\nIf-Range: \"other\"\r\n", 200, Content, null, "0+11")]
    [CancelAfter(20_000)]
    public async Task A_range_opens_its_bytes_and_no_others(
        string headers, int status, string body, string? contentRange, string opened, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Store = _store });
        var path = await UploadAsync(site, cancellationToken);

        var answer = await site.AskAsync(Request("GET", path, headers), cancellationToken);

        (answer.Status, answer.Body, answer["Content-Range"]).ShouldBe((status, body, contentRange));
        (answer["Content-Length"], answer["Accept-Ranges"]).ShouldBe(($"{body.Length}", "bytes"));
        _store.Opened.ShouldBe(opened.Length == 0 ? [] : [opened]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Several_ranges_open_one_after_the_other_in_the_order_asked(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Store = _store });
        var path = await UploadAsync(site, cancellationToken);

        var answer = await site.AskAsync(Request("GET", path, "Range: bytes=6-,0-4\r\n"), cancellationToken);

        answer.Status.ShouldBe(206);
        answer["Content-Type"].ShouldNotBeNull().ShouldStartWith("multipart/byteranges; boundary=");
        answer.Body.ShouldContain("Content-Range: bytes 6-10/11\r\n\r\nworld\r\n");
        answer.Body.ShouldContain("Content-Range: bytes 0-4/11\r\n\r\nhello\r\n");
        _store.Opened.ShouldBe(["6+5", "0+5"]);
    }

    // RFC 9110, 13.2.2: the order in which conditions count.
    [TestCase("If-None-Match: {tag}", 304)]
    [TestCase("If-None-Match: W/{tag}", 304)]
    [TestCase("If-None-Match: \"a\", {tag}", 304)]
    [TestCase("If-None-Match: *", 304)]
    [TestCase("If-None-Match: \"other\"", 200)]
    [TestCase("If-None-Match: \"other\"\r\nIf-Modified-Since: {time}", 200)]
    [TestCase("If-Modified-Since: {time}", 304)]
    [TestCase("If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT", 200)]
    [TestCase("If-Match: {tag}", 200)]
    [TestCase("If-Match: *", 200)]
    [TestCase("If-Match: W/{tag}", 412)]
    [TestCase("If-Match: \"other\"", 412)]
    [TestCase("If-Match: {tag}\r\nIf-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT", 200)]
    [TestCase("If-Unmodified-Since: {time}", 200)]
    [TestCase("If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT", 412)]
    [TestCase("If-Match: {tag}\r\nIf-None-Match: {tag}", 304)]
    [TestCase("If-None-Match: {tag}\r\nRange: bytes=0-1", 304)]
    [TestCase("If-Match: {tag}\r\nRange: bytes=0-1", 206)]
    [TestCase("If-Match: \"other\"\r\nRange: bytes=50-", 412)]
    [CancelAfter(20_000)]
    public async Task Conditions_are_judged_before_anything_is_opened(string headers, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Store = _store });
        var path = await UploadAsync(site, cancellationToken);
        var whole = await site.AskAsync(Request("GET", path), cancellationToken);
        var (tag, time) = (whole["ETag"].ShouldNotBeNull(), whole["Last-Modified"].ShouldNotBeNull());
        _store.Opened.Clear();

        var asked = headers.Replace("{tag}", tag, StringComparison.Ordinal).Replace("{time}", time, StringComparison.Ordinal);
        var answer = await site.AskAsync(Request("GET", path, $"{asked}\r\n"), cancellationToken);

        (answer.Status, answer["ETag"], answer["Last-Modified"]).ShouldBe((status, tag, time));
        (answer.Body.Length > 0, _store.Opened.Count > 0).ShouldBe((status < 300, status < 300));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_store_that_serves_complete_uploads_only_refuses_others_and_verifies_no_digest_before(
        CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Store = _store });
        var path = await site.CreateAsync(11, cancellationToken);
        await site.PatchAsync(path, 0, "hello ", cancellationToken);

        var refusal = await site.AskAsync(Request("GET", path), cancellationToken);
        refusal.Status.ShouldBe(400);
        refusal.Body.ShouldStartWith("ERR_INCOMPLETE_UPLOAD: ");

        var draft = new Draft(8);
        var digest = $"Repr-Digest: sha-256=:{Convert.ToBase64String(new byte[32])}:\r\n";
        (await Draft.AskAsync(site, draft.Creation(isComplete: true, "hello", digest), cancellationToken)).Status.ShouldBe(201);
        _store.Opened.ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_download_that_ends_early_is_no_whole_one(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Store = _store });
        var path = await UploadAsync(site, cancellationToken);
        _store.EndsEarly = true;

        using var client = new HttpClient();

        await Should.ThrowAsync<HttpRequestException>(() => client.GetByteArrayAsync(new Uri(site.Url, path), cancellationToken));
    }

    private static async Task<string> UploadAsync(UploadSite site, CancellationToken cancellationToken)
    {
        var path = await site.CreateAsync(Content.Length, cancellationToken);
        (await site.PatchAsync(path, 0, Content, cancellationToken)).Status.ShouldBe(204);
        return path;
    }

    private sealed class OpenedRanges(MemoryUploadStore inner) : StoreWrapper(inner)
    {
        public List<string> Opened { get; } = [];

        public bool EndsEarly { get; set; }

        public override async ValueTask<Stream?> OpenReadAsync(
            UploadInfo upload, long from, long count, CancellationToken cancellationToken)
        {
            Opened.Add($"{from}+{count}");
            var stream = await base.OpenReadAsync(upload, from, EndsEarly ? count - 1 : count, cancellationToken);
            stream?.CanSeek.ShouldBeFalse();
            return stream;
        }
    }
}
