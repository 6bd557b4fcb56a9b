namespace Holdfast.Server.Tests.Ietf;

public sealed class IetfRetrievalTests
{
    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_retrieval_tells_offset_completeness_length_and_limits(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken, "Upload-Length: 11\r\n");

        var head = await draft.HeadAsync(site, path, cancellationToken);

        (head.Status, head.Offset, draft.IsComplete(head), head["Cache-Control"]).ShouldBe((204, 5, false, "no-store"));
        (head["Upload-Length"], head["Upload-Limit"]).ShouldBe(version >= 6 ? ("11", "min-size=0") : (null, null));
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task Get_retrieves_where_the_version_says_so_and_downloads_otherwise(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);
        var unfinished = await Draft.AskAsync(site, draft.Request("GET", path), cancellationToken);
        await draft.AppendAsync(site, path, 5, isComplete: true, "", cancellationToken);
        var finished = await Draft.AskAsync(site, draft.Request("GET", path), cancellationToken);

        (unfinished.Status, unfinished["Upload-Offset"], unfinished.Body).ShouldBe(version >= 8 ? (204, "5", "") : (200, null, "hello"));
        (finished.Status, finished["Upload-Complete"], finished.Body).ShouldBe(version >= 8 ? (204, "?1", "") : (200, null, "hello"));
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task Fields_that_have_no_place_on_a_request_are_errors_in_early_versions_only(
        int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        foreach (var field in new[] { "Upload-Offset: 5\r\n", draft.Complete(false) })
        {
            (await Draft.AskAsync(site, draft.Request("HEAD", path, field), cancellationToken)).Status.ShouldBe(version <= 6 ? 400 : 204);
        }

        (await Draft.AskAsync(site, draft.Request("DELETE", path, "Upload-Offset: 5\r\n"), cancellationToken)).Status.ShouldBe(
            version <= 6 ? 400 : 204);
        site.Files().Any().ShouldBe(version <= 6);
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_cancelled_upload_is_gone(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        (await Draft.AskAsync(site, draft.Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);

        site.Files().ShouldBeEmpty();
        (await draft.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(404);
        (await draft.AppendAsync(site, path, 5, isComplete: true, "!", cancellationToken)).Status.ShouldBe(404);
        (await Draft.AskAsync(site, draft.Request("DELETE", path), cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Cancellation_can_be_switched_off(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync(options => options with { DisableTermination = true });
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var refused = await Draft.AskAsync(site, draft.Request("DELETE", path), cancellationToken);

        (refused.Status, refused["Allow"]).ShouldBe((405, "HEAD, GET, PATCH, OPTIONS"));
        (await draft.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_goes_on_under_another_version(
        [Values(3, 6)] int first, [Values(6, 10)] int second, CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync();
        var path = await new Draft(first).CreateAsync(site, "hello", cancellationToken);

        var completed = await new Draft(second).AppendAsync(site, path, 5, isComplete: true, " world", cancellationToken);

        (completed.Status, completed["Upload-Complete"]).ShouldBe((201, "?1"));
        new Draft(first).IsComplete(await new Draft(first).HeadAsync(site, path, cancellationToken)).ShouldBe(true);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Each_protocol_goes_on_with_the_others_uploads_by_its_own_rule(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        var ofDraft = await draft.CreateAsync(site, "hello", cancellationToken, "Upload-Length: 11\r\n");
        var ofTus = await site.CreateAsync(11, cancellationToken);

        (await site.PatchAsync(ofDraft, 5, " world", cancellationToken)).Status.ShouldBe(204);
        var byDraft = await draft.AppendAsync(site, ofTus, 0, isComplete: true, "hello world", cancellationToken);

        draft.IsComplete(await draft.HeadAsync(site, ofDraft, cancellationToken)).ShouldBe(true);
        (byDraft.Status, draft.IsComplete(byDraft)).ShouldBe((201, true));
        (await site.HeadAsync(ofTus, cancellationToken)).Offset.ShouldBe(11);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Tusd_can_read_the_description_of_a_draft_upload(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken, "Upload-Length: 11\r\n");

        var info = await File.ReadAllTextAsync(Path.Combine(site.Directory, path.Split('/')[^1] + ".info"), cancellationToken);

        info.ShouldContain("\"Size\":11,\"SizeIsDeferred\":false");
        info.ShouldContain("\"Completion\":\"Awaited\"");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Tus_descriptions_stay_as_tusd_writes_them(CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync();
        var path = await site.CreateAsync(11, cancellationToken);

        (await File.ReadAllTextAsync(Path.Combine(site.Directory, path.Split('/')[^1] + ".info"), cancellationToken)).ShouldNotContain(
            "Completion");
    }
}
