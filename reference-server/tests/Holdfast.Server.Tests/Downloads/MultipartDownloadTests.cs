using System.Text.RegularExpressions;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>Several ranges in one request (RFC 9110, 14.6), as tusd answers them.</summary>
public sealed class MultipartDownloadTests
{
    private const string Content = "hello world";

    [TestCase("bytes=0-1,4-5", "bytes 0-1/11", "he", "bytes 4-5/11", "o ")]
    [TestCase("bytes=6-, 0-4", "bytes 6-10/11", "world", "bytes 0-4/11", "hello")]
    [TestCase("bytes=-1,0-0", "bytes 10-10/11", "d", "bytes 0-0/11", "h")]
    [TestCase("bytes=0-1,4-5,50-60", "bytes 0-1/11", "he", "bytes 4-5/11", "o ")]
    [CancelAfter(20_000)]
    public async Task Several_ranges_come_in_parts_in_the_order_asked(
        string range, string firstRange, string first, string secondRange, string second, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await UploadAsync(site, cancellationToken);

        var answer = await site.AskAsync(Request("GET", path, $"Range: {range}\r\n"), cancellationToken);

        answer.Status.ShouldBe(206);
        var boundary =
            Regex.Match(answer["Content-Type"].ShouldNotBeNull(), "^multipart/byteranges; boundary=([0-9a-f]{32})$").Groups[1].Value;
        answer.Body.ShouldBe(
            $"--{boundary}\r\nContent-Type: text/plain\r\nContent-Range: {firstRange}\r\n\r\n{first}\r\n"
            + $"--{boundary}\r\nContent-Type: text/plain\r\nContent-Range: {secondRange}\r\n\r\n{second}\r\n--{boundary}--\r\n");
        answer["Content-Range"].ShouldBeNull("RFC 9110, 15.3.7.2: it stands in the parts only");
        (answer["Accept-Ranges"], answer["X-Content-Type-Options"], answer["Content-Disposition"]).ShouldBe(("bytes", "nosniff", "inline"));
    }

    [TestCase("bytes=0-1,50-60", "bytes 0-1/11", "he")]
    [TestCase("bytes=50-60,-2", "bytes 9-10/11", "ld")]
    [CancelAfter(20_000)]
    public async Task Several_ranges_of_which_one_is_there_are_that_one(
        string range, string contentRange, string body, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await UploadAsync(site, cancellationToken);

        var answer = await site.AskAsync(Request("GET", path, $"Range: {range}\r\n"), cancellationToken);

        (answer.Status, answer["Content-Range"], answer["Content-Type"], answer.Body).ShouldBe((206, contentRange, "text/plain", body));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Several_ranges_of_which_none_is_there_are_416(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await UploadAsync(site, cancellationToken);

        var answer = await site.AskAsync(Request("GET", path, "Range: bytes=50-60,70-80\r\n"), cancellationToken);

        (answer.Status, answer["Content-Range"]).ShouldBe((416, "bytes */11"));
    }

    [TestCase("bytes=0-7,3-10", Description = "overlapping")]
    [TestCase("bytes=0-0,2-6,5-9", Description = "overlapping, but not the first")]
    [TestCase("bytes=0-,0-,0-", Description = "more than the whole")]
    [TestCase("lines=0-1,4-5")]
    [TestCase("bytes=0-1,x-y")]
    [CancelAfter(20_000)]
    public async Task Some_ranges_are_answered_with_the_whole_upload(string range, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await UploadAsync(site, cancellationToken);

        var answer = await site.AskAsync(Request("GET", path, $"Range: {range}\r\n"), cancellationToken);

        (answer.Status, answer.Body).ShouldBe((200, Content));
    }

    [TestCase(64, 206)]
    [TestCase(65, 200)]
    [CancelAfter(20_000)]
    public async Task The_number_of_ranges_is_bounded(int count, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(1_000, cancellationToken);
        await site.PatchAsync(path, 0, new string('x', 1_000), cancellationToken);
        var ranges = string.Join(',', Enumerable.Range(0, count).Select(index => $"{index * 2}-{index * 2}"));

        (await site.AskAsync(Request("GET", path, $"Range: bytes={ranges}\r\n"), cancellationToken)).Status.ShouldBe(status);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Conditions_hold_for_several_ranges_too(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await UploadAsync(site, cancellationToken);
        var whole = await site.AskAsync(Request("GET", path), cancellationToken);
        var (tag, time) = (whole["ETag"].ShouldNotBeNull(), whole["Last-Modified"].ShouldNotBeNull());

        async Task<int> StatusAsync(string headers) =>
            (await site.AskAsync(Request("GET", path, $"Range: bytes=0-1,4-5\r\n{headers}\r\n"), cancellationToken)).Status;

        (await StatusAsync($"If-Range: {tag}")).ShouldBe(206);
        (await StatusAsync($"If-Range: {time}")).ShouldBe(206);
        (await StatusAsync("If-Range: \"other\"")).ShouldBe(200);
        (await StatusAsync($"If-Range: W/{tag}")).ShouldBe(200);
        (await StatusAsync("If-Range: Mon, 01 Jan 2001 00:00:00 GMT")).ShouldBe(200);
        (await StatusAsync($"If-None-Match: {tag}")).ShouldBe(304);
        (await StatusAsync("If-Match: \"other\"")).ShouldBe(412);
    }

    private static async Task<string> UploadAsync(UploadSite site, CancellationToken cancellationToken)
    {
        var path = await site.CreateAsync(Content.Length, cancellationToken, "Upload-Metadata: filetype dGV4dC9wbGFpbg==\r\n");
        await site.PatchAsync(path, 0, Content, cancellationToken);
        return path;
    }
}
