namespace Holdfast.Server.Tests.Ietf;

public sealed class IetfCompletionTests
{
    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task All_bytes_without_the_word_do_not_complete(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "", cancellationToken, "Upload-Length: 5\r\n");
        await draft.AppendAsync(site, path, 0, isComplete: false, "hello", cancellationToken);

        var before = await draft.HeadAsync(site, path, cancellationToken);
        await site.RestartAsync();
        var afterRestart = await draft.HeadAsync(site, path, cancellationToken);
        var completed = await draft.AppendAsync(site, path, 5, isComplete: true, "", cancellationToken);
        await site.RestartAsync();
        var after = await draft.HeadAsync(site, path, cancellationToken);

        (before.Offset, draft.IsComplete(before), draft.IsComplete(afterRestart)).ShouldBe((5, false, false));
        (completed.Status, draft.IsComplete(completed), draft.IsComplete(after)).ShouldBe((201, true, true));
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task Nothing_is_appended_after_the_completion(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "", cancellationToken);
        await draft.AppendAsync(site, path, 0, isComplete: true, "hello", cancellationToken);

        foreach (var isComplete in new[] { false, true })
        {
            var refused = await draft.AppendAsync(site, path, 5, isComplete, "!", cancellationToken);

            refused.Status.ShouldBe(400, refused.Body);
            refused.Body.Contains("#completed-upload\"", StringComparison.Ordinal).ShouldBe(version is >= 6 and <= 8);
        }

        site.Stored(path).ShouldBe("hello");
        draft.IsComplete(await draft.HeadAsync(site, path, cancellationToken)).ShouldBe(true);
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_lost_final_answer_comes_again_where_the_version_allows_it(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "", cancellationToken);
        var first = await draft.AppendAsync(site, path, 0, isComplete: true, "hello", cancellationToken);

        var again = await draft.AppendAsync(site, path, 5, isComplete: true, "", cancellationToken);

        if (version is >= 6 and <= 8)
        {
            again.Status.ShouldBe(400);
            return;
        }

        (again.Status, draft.IsComplete(again), again["Location"]).ShouldBe((first.Status, true, first["Location"]));
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task Content_beyond_the_length_is_refused_and_since_version_8_ends_the_upload(
        int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        foreach (var framing in new[] { "Content-Length: 6\r\n\r\nhello!", "Transfer-Encoding: chunked\r\n\r\n6\r\nhello!\r\n0\r\n\r\n" })
        {
            // Early versions know the length from the content of a last request alone.
            var path = await CreateOfLengthFiveAsync(draft, site, cancellationToken);

            var refused = await Draft.AskAsync(site, draft.AppendHead(path, 0, isComplete: false, framing)[..^2], cancellationToken);

            refused.Status.ShouldBe(400, refused.Body);
            refused.Body.Contains("#inconsistent-upload-length\"", StringComparison.Ordinal).ShouldBe(version >= 7);
            (await draft.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(version >= 8 ? 404 : 204);
        }
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_last_request_that_does_not_reach_the_length_does_not_complete(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await CreateOfLengthFiveAsync(draft, site, cancellationToken);

        foreach (var (framing, kept) in new[]
        {
            ("Content-Length: 3\r\n\r\nhel", 0), ("Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n0\r\n\r\n", 3),
        })
        {
            var refused = await Draft.AskAsync(site, draft.AppendHead(path, 0, isComplete: true, framing)[..^2], cancellationToken);

            refused.Status.ShouldBe(400);
            var head = await draft.HeadAsync(site, path, cancellationToken);
            (head.Offset, draft.IsComplete(head)).ShouldBe((kept, false));
        }
    }

    [TestCase(8, "1000000000000", 400, 404)]
    [TestCase(7, "9223372036854775807", 413, 204)]
    [TestCase(10, "9223372036854775807", 413, 204)]
    [CancelAfter(20_000)]
    public async Task Content_that_is_too_long_by_its_header_section_is_not_read(
        int version, string length, int status, int after, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken, "Upload-Length: 10\r\n");

        var refused =
            await Draft.AskAsync(site, draft.AppendHead(path, 5, isComplete: false, $"Content-Length: {length}\r\n"), cancellationToken);

        (refused.Status, refused["Upload-Complete"]).ShouldBe((status, "?0"));
        (await draft.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(after);
    }

    [TestCase(7)]
    [TestCase(10)]
    [CancelAfter(20_000)]
    public async Task A_length_once_said_stays(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "", cancellationToken, "Upload-Length: 100\r\n");

        var refused = await draft.AppendAsync(site, path, 0, isComplete: false, "hello", cancellationToken, "Upload-Length: 101\r\n");
        var repeated = await draft.AppendAsync(site, path, 0, isComplete: false, "hello", cancellationToken, "Upload-Length: 100\r\n");

        (refused.Status, repeated.Status).ShouldBe((400, 204));
        (await draft.HeadAsync(site, path, cancellationToken))["Upload-Length"].ShouldBe("100");
    }

    // Without Upload-Length only a cut creation that would have been complete tells the length.
    private static async Task<string> CreateOfLengthFiveAsync(Draft draft, UploadSite site, CancellationToken cancellationToken)
    {
        if (draft.Version >= 6)
        {
            return await draft.CreateAsync(site, "", cancellationToken, "Upload-Length: 5\r\n");
        }

        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(draft.Request("POST", "/files/", $"{draft.Complete(true)}Content-Length: 5\r\n"), cancellationToken);
        var announced = await connection.ReadAsync(cancellationToken);
        connection.Close();
        return new Uri(announced["Location"].ShouldNotBeNull()).AbsolutePath;
    }
}
