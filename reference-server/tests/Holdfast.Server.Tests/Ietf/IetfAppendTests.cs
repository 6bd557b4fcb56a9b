using System.Text.Json;

namespace Holdfast.Server.Tests.Ietf;

public sealed class IetfAppendTests
{
    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task Appends_go_on_at_the_end_and_the_last_one_completes(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hel", cancellationToken);

        var middle = await draft.AppendAsync(site, path, 3, isComplete: false, "lo ", cancellationToken);
        var last = await draft.AppendAsync(site, path, 6, isComplete: true, "world", cancellationToken);

        (middle.Status, middle.Offset, draft.IsComplete(middle), middle["Location"]).ShouldBe((version <= 6 ? 201 : 204, 6, false, null));
        (last.Status, draft.IsComplete(last)).ShouldBe((201, true));
        last["Upload-Offset"].ShouldBe(version <= 6 ? "11" : null);
        site.Stored(path).ShouldBe("hello world");
        draft.IsComplete(await draft.HeadAsync(site, path, cancellationToken)).ShouldBe(true);
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_wrong_offset_is_answered_with_the_right_one(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        foreach (var offset in new[] { 4, 6, 999_999_999_999_999 })
        {
            var refused = await draft.AppendAsync(site, path, offset, isComplete: false, "!", cancellationToken);

            (refused.Status, refused.Offset, draft.IsComplete(refused)).ShouldBe((409, 5, version >= 7 ? false : null));
            refused["Content-Type"].ShouldBe("application/problem+json");
            using var problem = JsonDocument.Parse(refused.Body);
            problem.RootElement.TryGetProperty("type", out var type).ShouldBe(version >= 6);
            if (version >= 6)
            {
                type.GetString().ShouldBe("https://iana.org/assignments/http-problem-types#mismatching-upload-offset");
                problem.RootElement.GetProperty("expected-offset").GetInt64().ShouldBe(5);
                problem.RootElement.GetProperty("provided-offset").GetInt64().ShouldBe(offset);
            }
        }

        site.Stored(path).ShouldBe("hello");
    }

    [TestCase(3, "text/plain", 201)]
    [TestCase(5, "text/plain", 201)]
    [TestCase(6, "application/octet-stream", 415)]
    [TestCase(10, "application/octet-stream", 415)]
    [TestCase(10, "application/offset+octet-stream", 415)]
    [TestCase(10, "Application/Partial-Upload; a=b", 204)]
    [CancelAfter(20_000)]
    public async Task Appended_content_has_its_own_media_type(int version, string type, int status, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var response = await Draft.AskAsync(site, draft.Append(path, 5, isComplete: false, "!", type: type), cancellationToken);

        response.Status.ShouldBe(status);
        response["Accept-Patch"].ShouldBe(status == 415 ? Draft.PartialUpload : null);
        (await draft.HeadAsync(site, path, cancellationToken)).Offset.ShouldBe(status == 415 ? 5 : 6);
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task Without_a_word_on_completeness_early_versions_complete_and_later_ones_refuse(
        int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var response = await Draft.AskAsync(
            site, draft.Request("PATCH", path, $"Upload-Offset: 5\r\nContent-Type: {Draft.PartialUpload}\r\nContent-Length: 1\r\n") + "!",
            cancellationToken);

        response.Status.ShouldBe(version <= 6 ? 201 : 400);
        var head = await draft.HeadAsync(site, path, cancellationToken);
        (head.Offset, draft.IsComplete(head)).ShouldBe(version <= 6 ? (6, true) : (5, false));
    }

    [TestCase("-1")]
    [TestCase("5.0")]
    [TestCase("+5")]
    [TestCase("\"5\"")]
    [TestCase("5, 5")]
    [TestCase("5\r\nUpload-Offset: 5")]
    [TestCase("5\r\nUpload-Offset:")]
    [TestCase("0x5")]
    [TestCase("0000000000000005")]
    [CancelAfter(20_000)]
    public async Task An_offset_that_is_no_integer_is_none(string offset, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var response = await Draft.AskAsync(
            site,
            draft.Request("PATCH", path,
                $"Upload-Offset: {offset}\r\nUpload-Complete: ?0\r\nContent-Type: {Draft.PartialUpload}\r\nContent-Length: 1\r\n") + "!",
            cancellationToken);

        (response.Status, response["Upload-Complete"]).ShouldBe((400, "?0"));
        (await draft.HeadAsync(site, path, cancellationToken)).Offset.ShouldBe(5);
    }

    [TestCase("005")]
    [TestCase(" 5 ")]
    [TestCase("5;a")]
    [CancelAfter(20_000)]
    public async Task An_offset_may_be_written_as_structured_fields_allow(string offset, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var response = await Draft.AskAsync(
            site,
            draft.Request("PATCH", path,
                $"Upload-Offset: {offset}\r\nUpload-Complete: ?0\r\nContent-Type: {Draft.PartialUpload}\r\nContent-Length: 1\r\n") + "!",
            cancellationToken);

        response.Status.ShouldBe(204, response.Body);
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_cut_append_keeps_what_arrived_and_is_not_complete(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "", cancellationToken);
        await site.Store.AppendEndedAsync(cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(draft.AppendHead(path, 0, isComplete: true, "Content-Length: 10\r\n") + "hello", cancellationToken);
        connection.Close();
        await site.Store.AppendEndedAsync(cancellationToken);

        var head = await draft.HeadAsync(site, path, cancellationToken);

        (head.Offset, draft.IsComplete(head), head["Upload-Length"]).ShouldBe((5, false, version >= 6 ? "10" : null));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_newer_request_ends_the_older_transfer(
        [Values("HEAD", "PATCH", "DELETE", "GET")] string method, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "", cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        using var older = await site.ConnectAsync(cancellationToken);
        await older.SendAsync(draft.AppendHead(path, 0, isComplete: true, "Content-Length: 100\r\n") + "hello", cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        var newer = method == "PATCH"
            ? await draft.AppendAsync(site, path, 5, isComplete: false, " world", cancellationToken)
            : await Draft.AskAsync(site, draft.Request(method, path), cancellationToken);

        (await older.ReadToEndAsync(cancellationToken)).ShouldContain("Upload-Complete: ?0");
        newer.Status.ShouldBe(204, newer.Body);
        site.Files().Any().ShouldBe(method != "DELETE");
    }
}
