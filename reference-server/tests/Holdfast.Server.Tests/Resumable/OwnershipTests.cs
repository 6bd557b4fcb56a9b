using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Server.Tests.Resumable;

public sealed class OwnershipTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Another_ones_upload_is_not_there(
        [Values("HEAD", "GET", "PATCH", "DELETE", "OPTIONS")] string method, [Values("", "Authorization: eve\r\n")] string eve,
        CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync();
        var path = await app.CreateAsync(draft, "hello", cancellationToken, "Authorization: ada\r\n");

        var refused = await app.AskAsync(
            method == "PATCH" ? draft.Append(path, 5, isComplete: true, "", eve) : draft.Request(method, path, eve), cancellationToken);
        var head = await app.AskAsync(draft.Request("HEAD", path, "Authorization: ada\r\n"), cancellationToken);

        refused.Status.ShouldBe(404);
        (head.Status, head.Offset).ShouldBe((204, 5));
        app.Calls.ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Secrets_are_not_kept_and_come_with_the_completing_request(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync(options => options with { Owner = _ => "ada" });
        var path = await app.CreateAsync(draft, "hello", cancellationToken, "Authorization: first-secret\r\nCookie: id=first-secret\r\n");

        var kept = string.Concat(Directory.EnumerateFiles(app.Directory).Select(File.ReadAllText));
        await app.AskAsync(draft.Append(path, 5, isComplete: true, "", "Authorization: second\r\nX-Own: no\r\n"), cancellationToken);

        kept.ShouldContain("/reports/may");
        kept.ShouldNotContain("first-secret");
        var call = app.Calls.ShouldHaveSingleItem();
        call.Headers["Authorization"].ShouldBe("second");
        call.Headers.Keys.ShouldNotContain("Cookie");
        call.Headers.Keys.ShouldNotContain("X-Own");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_no_endpoint_waits_for_is_not_served(CancellationToken cancellationToken)
    {
        const string Id = "0123456789abcdef0123456789abcdef";
        await using var app = await SampleApp.StartAsync();
        await new FileUploadStore(app.Directory).CreateAsync(new UploadInfo { Id = Id, Length = 5 }, default);

        (await app.AskAsync(new Draft(10).Request("HEAD", $"/.well-known/holdfast-uploads/{Id}"), cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_forged_host_does_not_get_into_the_location(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync(options => options with { UploadsPath = "/up" });

        var path = await app.CreateAsync(draft, "hello", cancellationToken, "X-Forwarded-Host: evil.test\r\n");

        path.ShouldMatch("^/up/[0-9a-f]{32}$");
    }
}
