using System.Text;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class DownloadTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Stored_bytes_can_be_read_in_ranges_without_a_version(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(100, cancellationToken);
        await site.PatchAsync(path, 0, "hello world", cancellationToken);

        var whole = await site.AskAsync(Request("GET", path, version: ""), cancellationToken);
        var part = await site.AskAsync(Request("GET", path, "Range: bytes=6-\r\n", version: ""), cancellationToken);
        var beyond = await site.AskAsync(Request("GET", path, "Range: bytes=50-\r\n", version: ""), cancellationToken);

        (whole.Status, whole.Body).ShouldBe((200, "hello world"));
        (part.Status, part.Body).ShouldBe((206, "world"));
        beyond.Status.ShouldBe(416);
        whole["X-Content-Type-Options"].ShouldBe("nosniff");
        whole["Cache-Control"].ShouldBe("no-store");
    }

    [TestCase("text/plain", "a.txt", "text/plain", "inline; filename=a.txt; filename*=UTF-8''a.txt")]
    [TestCase("text/html", "a.html", "text/html", "attachment; filename=a.html; filename*=UTF-8''a.html")]
    [TestCase("image/svg+xml", "", "image/svg+xml", "attachment")]
    [TestCase("text/html, image/png", "", "application/octet-stream", "attachment")]
    [TestCase("x\r\nSet-Cookie: a=b", "x\r\nSet-Cookie: a=b", "application/octet-stream", null)]
    [TestCase("image/png", "żółw.png", "image/png", "inline; filename=___w.png; filename*=UTF-8''%C5%BC%C3%B3%C5%82w.png")]
    [TestCase("Image/PNG; charset=x", "", "Image/PNG; charset=x", "inline")]
    [TestCase("application/pdf", "../../etc/a.pdf", "application/pdf", "attachment; filename=a.pdf; filename*=UTF-8''a.pdf")]
    [TestCase("", "C:\\x\\CON", "application/octet-stream", "attachment; filename=CON; filename*=UTF-8''CON")]
    [TestCase("", "\"; x=\".html", "application/octet-stream",
        "attachment; filename=\"\\\"; x=\\\".html\"; filename*=UTF-8''%22%3B%20x%3D%22.html")]
    [TestCase("", "a\u202egnp.exe\0", "application/octet-stream", "attachment; filename=agnp.exe; filename*=UTF-8''agnp.exe")]
    [TestCase("", "/", "application/octet-stream", "attachment")]
    [CancelAfter(20_000)]
    public async Task Type_and_name_come_from_the_metadata_and_nothing_active_is_shown(
        string type, string name, string expectedType, string? expectedDisposition, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(0, cancellationToken, $"Upload-Metadata: filetype {Encode(type)},filename {Encode(name)}\r\n");

        var response = await site.AskAsync(Request("GET", path), cancellationToken);

        response.Status.ShouldBe(200);
        response["Content-Type"].ShouldBe(expectedType);
        response["Set-Cookie"].ShouldBeNull();
        var disposition = response["Content-Disposition"].ShouldNotBeNull();
        disposition.ShouldBe(expectedDisposition ?? disposition);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Downloads_and_terminations_can_be_switched_off(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { DisableDownload = true, DisableTermination = true });
        var path = await site.CreateAsync(0, cancellationToken);

        (await site.AskAsync(Request("GET", path), cancellationToken))["Allow"].ShouldBe("HEAD, PATCH, OPTIONS");
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(405);
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(200);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_name_of_four_thousand_characters_is_cut_to_what_file_systems_take(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var name = string.Concat(Enumerable.Repeat("x😀", 2_000));
        var path = await site.CreateAsync(0, cancellationToken, $"Upload-Metadata: filename {Encode(name)}\r\n");

        var disposition = (await site.AskAsync(Request("GET", path), cancellationToken))["Content-Disposition"].ShouldNotBeNull();

        Uri.UnescapeDataString(disposition.Split("''")[1]).ShouldBe(name[..255]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Conditions_are_judged_by_tag_and_time(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);
        var first = await site.AskAsync(Request("GET", path), cancellationToken);
        var (tag, time) = (first["ETag"].ShouldNotBeNull(), first["Last-Modified"].ShouldNotBeNull());

        Task<WireResponse> GetAsync(string headers) => site.AskAsync(Request("GET", path, headers), cancellationToken);

        first["Accept-Ranges"].ShouldBe("bytes");
        (await GetAsync($"If-None-Match: {tag}\r\n")).Status.ShouldBe(304);
        (await GetAsync($"If-Modified-Since: {time}\r\n")).Status.ShouldBe(304);
        (await GetAsync("If-Match: \"other\"\r\n")).Status.ShouldBe(412);
        (await GetAsync("If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT\r\n")).Status.ShouldBe(412);
        (await GetAsync($"Range: bytes=1-2\r\nIf-Range: {tag}\r\n")).Body.ShouldBe("el");
        (await GetAsync("Range: bytes=1-2\r\nIf-Range: \"other\"\r\n")).Body.ShouldBe("hello");
        (await GetAsync("Range: bytes=-2\r\n"))["Content-Range"].ShouldBe("bytes 3-4/5");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_tag_changes_with_every_byte_and_another_upload_of_the_same_name_has_another(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hell", cancellationToken);
        var file = Path.Combine(site.Directory, path.Split('/')[^1]);
        var tags = new List<string?> { (await site.AskAsync(Request("GET", path), cancellationToken))["ETag"] };
        await site.PatchAsync(path, 4, "o", cancellationToken);
        tags.Add((await site.AskAsync(Request("GET", path), cancellationToken))["ETag"]);
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));
        tags.Add((await site.AskAsync(Request("GET", path), cancellationToken))["ETag"]);

        tags.ShouldAllBe(tag => tag != null);
        tags.Distinct().Count().ShouldBe(3);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_download_neither_stops_nor_waits_for_a_running_upload(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, 10) + "hello", cancellationToken);
        while (site.Stored(path) != "hello")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello");
        await connection.SendAsync("world", cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(204);
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
