using System.Text;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class DownloadTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task What_is_stored_so_far_can_be_read_in_ranges_without_a_version(CancellationToken cancellationToken)
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

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
