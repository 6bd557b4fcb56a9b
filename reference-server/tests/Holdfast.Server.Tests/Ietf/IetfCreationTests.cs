using System.Globalization;

namespace Holdfast.Server.Tests.Ietf;

public sealed class IetfCreationTests
{
    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task An_incomplete_creation_is_answered_with_its_url_and_offset(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();

        var created = await Draft.AskAsync(site, draft.Creation(isComplete: false, "hello"), cancellationToken);

        (created.Status, created.Offset, draft.IsComplete(created)).ShouldBe((201, 5, false));
        created["Upload-Limit"].ShouldBe(version >= 6 ? "min-size=0" : null);
        created["Tus-Resumable"].ShouldBeNull();
        site.Stored(new Uri(created["Location"]!).AbsolutePath).ShouldBe("hello");
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_complete_creation_is_answered_like_a_conventional_one(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var conventional = await Draft.AskAsync(site, new Draft(99).Creation(isComplete: true, "hello"), cancellationToken);

        var created = await Draft.AskAsync(site, draft.Creation(isComplete: true, "hello"), cancellationToken);

        (created.Status, draft.IsComplete(created)).ShouldBe((conventional.Status, true));
        created["Upload-Offset"].ShouldBe(version <= 6 ? "5" : null);
        var path = new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
        draft.IsComplete(await draft.HeadAsync(site, path, cancellationToken)).ShouldBe(true);
        var download = await site.AskAsync(UploadSite.Request("GET", path, version: ""), cancellationToken);
        (download.Status, download.Body).ShouldBe((200, "hello"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Any_method_with_content_creates([Values("POST", "PUT", "PATCH")] string method, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();

        var created = await Draft.AskAsync(site, draft.Creation(isComplete: true, "hello", method: method), cancellationToken);

        created.Status.ShouldBe(201);
        site.Stored(new Uri(created["Location"]!).AbsolutePath).ShouldBe("hello");
    }

    [TestCase("GET", 405)]
    [TestCase("HEAD", 405)]
    [TestCase("DELETE", 405)]
    [CancelAfter(20_000)]
    public async Task Other_methods_do_not(string method, int status, CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync();

        var refused = await Draft.AskAsync(site, new Draft(10).Request(method, "/files/", "Upload-Complete: ?0\r\n"), cancellationToken);

        refused.Status.ShouldBe(status);
        site.Files().ShouldBeEmpty();
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_creation_without_content_gives_a_url_and_an_empty_complete_one_an_empty_upload(
        int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();

        var path = await draft.CreateAsync(site, "", cancellationToken, "Upload-Length: 0\r\n");
        var open = await draft.HeadAsync(site, path, cancellationToken);
        var empty = await Draft.AskAsync(site, draft.Creation(isComplete: true, ""), cancellationToken);

        (open.Offset, draft.IsComplete(open)).ShouldBe((0, false));
        (empty.Status, draft.IsComplete(empty)).ShouldBe((201, true));
    }

    [TestCase("?1;q=1", true)]
    [TestCase("true", null)]
    [TestCase("1", null)]
    [TestCase("?2", null)]
    [TestCase("?1, ?1", null)]
    [TestCase("?1\r\nUpload-Complete: ?1", null)]
    [CancelAfter(20_000)]
    public async Task A_value_that_is_no_boolean_makes_an_ordinary_request(
        string value, bool? isComplete, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(
            draft.Request("POST", "/files/", $"Upload-Complete: {value}\r\nContent-Length: 5\r\n") + "hello", cancellationToken);

        var first = await connection.ReadAsync(cancellationToken);

        first.Status.ShouldBe(isComplete is null ? 201 : 104);
        var final = first.Status == 104 ? await connection.ReadAsync(cancellationToken) : first;
        (final.Status, draft.IsComplete(final)).ShouldBe((201, isComplete));
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task The_length_is_known_from_either_indication(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();

        var named = await draft.CreateAsync(site, "hello", cancellationToken, "Upload-Length: 11\r\n");
        var unknown = await draft.CreateAsync(site, "hello", cancellationToken, "Upload-Length: abc\r\n");

        (await draft.HeadAsync(site, named, cancellationToken))["Upload-Length"].ShouldBe(version >= 6 ? "11" : null);
        (await draft.HeadAsync(site, unknown, cancellationToken))["Upload-Length"].ShouldBeNull();
    }

    [TestCase(6, "11", true, 400)]
    [TestCase(8, "11", true, 400)]
    [TestCase(10, "11", true, 400)]
    [TestCase(10, "4", false, 400)]
    [TestCase(10, "5", true, 201)]
    [TestCase(10, "005", true, 201)]
    [TestCase(5, "11", true, 201)]
    [CancelAfter(20_000)]
    public async Task Lengths_that_contradict_each_other_are_refused(
        int version, string named, bool isComplete, int status, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();

        var response = await Draft.AskAsync(site, draft.Creation(isComplete, "hello", $"Upload-Length: {named}\r\n"), cancellationToken);

        response.Status.ShouldBe(status, response.Body);
        if (status == 400)
        {
            site.Files().ShouldBeEmpty();
            response["Content-Type"].ShouldBe("application/problem+json");
            response.Body.Contains("#inconsistent-upload-length\"", StringComparison.Ordinal).ShouldBe(version >= 7);
        }
    }

    [TestCase("999999999999999", 201, "999999999999999")]
    [TestCase("1000000000000000", 201, null)]
    [TestCase("9223372036854775808", 201, null)]
    [TestCase("-0", 201, "0")]
    [TestCase("+5", 201, null)]
    [CancelAfter(20_000)]
    public async Task Numbers_are_those_of_structured_fields(string text, int status, string? length, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();

        var created = await Draft.AskAsync(site, draft.Creation(isComplete: false, "", $"Upload-Length: {text}\r\n"), cancellationToken);

        created.Status.ShouldBe(status);
        (await draft.HeadAsync(site, new Uri(created["Location"]!).AbsolutePath, cancellationToken))["Upload-Length"].ShouldBe(length);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_name_and_the_type_of_the_content_come_back_with_the_download(CancellationToken cancellationToken)
    {
        const string Headers =
            "Content-Type: image/png\r\nContent-Disposition: inline; filename=\"x.png\"; filename*=UTF-8''kelp%20%E2%82%AC.png\r\n";
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();

        var created = await Draft.AskAsync(site, draft.Creation(isComplete: true, "hello", Headers), cancellationToken);
        var download =
            await site.AskAsync(UploadSite.Request("GET", new Uri(created["Location"]!).AbsolutePath, version: ""), cancellationToken);

        download["Content-Type"].ShouldBe("image/png");
        download["Content-Disposition"].ShouldNotBeNull().ShouldContain("filename*=UTF-8''kelp%20%E2%82%AC.png");
    }

    [TestCase("Content-Disposition: attachment; filename=\"../../etc/passwd\"\r\n", 201)]
    [TestCase("Content-Disposition: ;;;\r\nContent-Type: nonsense\r\n", 201)]
    [CancelAfter(20_000)]
    public async Task A_description_of_the_content_can_not_inject_anything_into_the_download(
        string headers, int status, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();

        var created = await Draft.AskAsync(site, draft.Creation(isComplete: true, "hello", headers), cancellationToken);

        created.Status.ShouldBe(status);
        var download =
            await site.AskAsync(UploadSite.Request("GET", new Uri(created["Location"]!).AbsolutePath, version: ""), cancellationToken);
        download.Status.ShouldBe(200);
        download["Content-Disposition"].ShouldNotBeNull().ShouldNotContain("..");
        site.Files().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_metadata_that_a_tus_client_sends_counts_in_the_draft_too(CancellationToken cancellationToken)
    {
        var draft = new Draft(6);
        await using var site = await UploadSite.StartAsync();

        var created = await Draft.AskAsync(
            site, draft.Creation(isComplete: true, "hello",
                "Upload-Metadata: filename YS50eHQ=\r\nContent-Type: application/partial-upload\r\n"), cancellationToken);
        var download =
            await site.AskAsync(UploadSite.Request("GET", new Uri(created["Location"]!).AbsolutePath, version: ""), cancellationToken);

        download["Content-Disposition"].ShouldNotBeNull().ShouldContain("a.txt");
        download["Content-Type"].ShouldBe("application/octet-stream");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_cut_creation_keeps_what_arrived_and_is_not_complete(
        [Values(4, 6, 8, 10)] int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(
            draft.Request("POST", "/files/", $"{draft.Complete(true)}Content-Length: 10\r\n") + "hello", cancellationToken);
        var announced = await connection.ReadAsync(cancellationToken);
        connection.Close();
        await site.Store.AppendEndedAsync(cancellationToken);
        var path = new Uri(announced["Location"].ShouldNotBeNull()).AbsolutePath;

        var head = await draft.HeadAsync(site, path, cancellationToken);

        (head.Offset, draft.IsComplete(head)).ShouldBe((5, false));
        head["Upload-Length"].ShouldBe(version >= 6 ? "10" : null);
        var completed = await draft.AppendAsync(site, path, 5, isComplete: true, "world", cancellationToken);
        (completed.Status, draft.IsComplete(completed)).ShouldBe((201, true));
        site.Stored(path).ShouldBe("helloworld");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Uploads_have_urls_of_their_own(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();

        var paths = new HashSet<string>();
        for (var round = 0; round < 20; round++)
        {
            paths.Add(await draft.CreateAsync(site, round.ToString(CultureInfo.InvariantCulture), cancellationToken));
        }

        paths.Count.ShouldBe(20);
    }
}
