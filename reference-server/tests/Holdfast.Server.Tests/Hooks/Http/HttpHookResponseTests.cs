using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Http;

/// <summary>What the members of a response do (tusd-parity, 3.3 and 3.4).</summary>
[CancelAfter(30_000)]
public sealed class HttpHookResponseTests : HttpHookFixture
{
    [Test]
    public async Task A_rejection_is_answered_with_status_fields_and_body_of_the_hook(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""
            { "RejectUpload": true, "New": 1,
              "HTTPResponse": { "StatusCode": 402, "Body": "pay", "Header": { "X-Price": "7" }, "Headers": { "X-Why": "so" } } }
            """);

        var tus = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        var draft = await Draft.AskAsync(site, new Draft(9).Creation(isComplete: true, "hello"), cancellationToken);

        foreach (var response in new[] { tus, draft })
        {
            (response.Status, response.Body, response["X-Price"], response["X-Why"]).ShouldBe((402, "pay", "7", "so"));
            response["Location"].ShouldBeNull();
        }

        site.Files().ShouldBeEmpty();
    }

    [Test]
    public async Task A_hook_chooses_id_metadata_and_fields_and_the_servers_location_stays(
        [Values] bool isDraft, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""
            { "ChangeFileInfo": { "ID": "team/2026/a+b=1", "MetaData": { "owner": "me", "empty": null } },
              "HTTPResponse": { "Header": { "Location": "/x", "X-Id": "1" } } }
            """);

        var created = isDraft
            ? await Draft.AskAsync(site, new Draft(9).Creation(isComplete: false, "hello"), cancellationToken)
            : await site.AskAsync(Request("POST", "/files/", $"Upload-Length: 5\r\n{Metadata}"), cancellationToken);

        (created.Status, created["X-Id"]).ShouldBe((201, "1"));
        created["Location"].ShouldNotBeNull().ShouldEndWith("/files/team/2026/a+b=1");
        var head = await site.HeadAsync("/files/team/2026/a+b=1", cancellationToken);
        (head.Status, head["Upload-Metadata"]).ShouldBe((200, "empty ,owner bWU="));
        if (!isDraft)
        {
            (await site.PatchAsync("/files/team/2026/a+b=1", 0, "hello", cancellationToken)).Status.ShouldBe(204);
        }

        (await File.ReadAllTextAsync(Path.Combine(site.Directory, "team/2026/a+b=1"), cancellationToken)).ShouldBe("hello");
    }

    [TestCase("""{"ChangeFileInfo":{"MetaData":{}}}""", null)]
    [TestCase("""{"ChangeFileInfo":{"MetaData":null,"Storage":null,"ID":""},"HTTPResponse":null,"RejectUpload":null}""",
        "filename a2VscCA8MT4udHh0")]
    [TestCase("null", "filename a2VscCA8MT4udHh0")]
    [TestCase("""{"changefileinfo":{"metadata":{"a":"b"}}}""", "a Yg==")]
    public async Task Metadata_that_is_empty_is_removed_and_null_keeps_it(string json, string? kept, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer(json);

        var path = await site.CreateAsync(5, cancellationToken, Metadata);

        (await site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe(kept);
    }

    [Test]
    public async Task A_hook_chooses_the_file_of_the_bytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""{"ChangeFileInfo":{"ID":"a","Storage":{"Path":"sub/dir/kelp.txt"}}}""");

        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        (await File.ReadAllTextAsync(Path.Combine(site.Directory, "sub/dir/kelp.txt"), cancellationToken)).ShouldBe("hello");
        File.Exists(Path.Combine(site.Directory, "a.info")).ShouldBeTrue();
        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello");
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);
        File.Exists(Path.Combine(site.Directory, "sub/dir/kelp.txt")).ShouldBeFalse();
    }

    [TestCase("""{"ChangeFileInfo":{"ID":"../up"}}""")]
    [TestCase("""{"ChangeFileInfo":{"ID":"/top"}}""")]
    [TestCase("""{"ChangeFileInfo":{"ID":"a b"}}""")]
    [TestCase("""{"ChangeFileInfo":{"ID":"a.info"}}""")]
    [TestCase("""{"ChangeFileInfo":{"Storage":{"Path":"../up"}}}""")]
    [TestCase("""{"ChangeFileInfo":{"Storage":{"Path":"/etc/kelp"}}}""")]
    [TestCase("""{"ChangeFileInfo":{"Storage":{"Path":"x.lock"}}}""")]
    [TestCase("""{"ChangeFileInfo":{"MetaData":{"a key":"b"}}}""")]
    [TestCase("""{"HTTPResponse":{"StatusCode":99}}""")]
    [TestCase("""{"HTTPResponse":{"Header":{"X-A":"b\r\nX-C: d"}}}""")]
    [TestCase("""{"HTTPResponse":{"Header":{"X A":"b"}}}""")]
    public async Task A_wish_that_can_not_be_met_fails_the_creation(string json, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer(json);

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        (response.Status, response["Location"], response["X-C"]).ShouldBe((500, null, null));
        Directory.GetFiles(site.Directory, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Test]
    public async Task An_id_that_is_taken_is_not_overwritten(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""{"ChangeFileInfo":{"ID":"one"}}""");
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        var second = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 7\r\n"), cancellationToken);

        second.Status.ShouldBe(500);
        site.Stored(path).ShouldBe("hello");
    }

    [Test]
    public async Task Framing_fields_of_a_hook_are_left_out(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""{"HTTPResponse":{"Header":{"Content-Length":"99","Transfer-Encoding":"chunked","X-A":"b"}}}""");

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        (response.Status, response["X-A"], response["Transfer-Encoding"]).ShouldBe((201, "b", null));
    }
}
