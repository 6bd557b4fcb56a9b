using Holdfast.Server.Core;

namespace Holdfast.Server.Tests.Ietf;

public sealed class IetfLimitTests
{
    private const string AllLimits = "max-size=20, min-size=5, max-append-size=10, min-append-size=3";

    private static Task<UploadSite> StartAsync() => UploadSite.StartAsync(options => options with
    {
        MaxSize = 20,
        Ietf = new IetfOptions { MinSize = 5, MaxAppendSize = 10, MinAppendSize = 3 },
    });

    [TestCase(6)]
    [TestCase(8)]
    [TestCase(10)]
    [CancelAfter(20_000)]
    public async Task Limits_are_announced_everywhere_alike(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await StartAsync();

        var options = await Draft.AskAsync(site, draft.Request("OPTIONS", "/files/"), cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(draft.Creation(isComplete: false, "hello"), cancellationToken);
        var announced = await connection.ReadAsync(cancellationToken);
        var created = await connection.ReadAsync(cancellationToken);
        var head = await draft.HeadAsync(site, new Uri(created["Location"]!).AbsolutePath, cancellationToken);

        new[]
        {
            options["Upload-Limit"], announced["Upload-Limit"], created["Upload-Limit"], head["Upload-Limit"],
        }.ShouldAllBe(limit => limit == AllLimits);
    }

    [TestCase("Upload-Length: 21\r\n", "", false, 413)]
    [TestCase("Upload-Length: 4\r\n", "", false, 400)]
    [TestCase("", "hell", true, 400)]
    [TestCase("", "hello world", false, 413)]
    [TestCase("", "he", false, 400)]
    [TestCase("", "", false, 201)]
    [TestCase("", "hello", true, 201)]
    [CancelAfter(20_000)]
    public async Task Creations_are_held_to_them(
        string headers, string content, bool isComplete, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await Draft.AskAsync(site, new Draft(10).Creation(isComplete, content, headers), cancellationToken);

        response.Status.ShouldBe(status, response.Body);
        if (status != 201)
        {
            (response["Upload-Limit"], response["Upload-Complete"]).ShouldBe((AllLimits, "?0"));
            site.Files().ShouldBeEmpty();
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_limits_of_appends_bind_creations_since_version_9([Values(8, 9)] int version, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await Draft.AskAsync(site, new Draft(version).Creation(isComplete: true, "hello world"), cancellationToken);

        response.Status.ShouldBe(version == 8 ? 201 : 413);
    }

    [TestCase(10, "hello world", false, 413, true)]
    [TestCase(10, "he", false, 400, true)]
    [TestCase(8, "he", false, 400, false)]
    [TestCase(8, "hello world", false, 413, true)]
    [TestCase(10, "", false, 400, true)]
    [TestCase(10, "!", true, 201, false)]
    [TestCase(10, "hello", false, 204, true)]
    [CancelAfter(20_000)]
    public async Task Appends_are_held_to_them(
        int version, string content, bool isComplete, int status, bool isExplained, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var response = await draft.AppendAsync(site, path, 5, isComplete, content, cancellationToken);

        (response.Status, response["Upload-Limit"]).ShouldBe((status, isExplained ? AllLimits : null));
        (await draft.HeadAsync(site, path, cancellationToken)).Offset.ShouldBe(5 + (status < 300 ? content.Length : 0));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Content_without_a_declared_length_is_cut_at_the_limit_of_appends(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var refused = await Draft.AskAsync(
            site, draft.AppendHead(path, 5, isComplete: false, "Transfer-Encoding: chunked\r\n") + "b\r\nhello world\r\n0\r\n\r\n",
            cancellationToken);

        (refused.Status, refused["Upload-Limit"]).ShouldBe((413, AllLimits));
        (await draft.HeadAsync(site, path, cancellationToken)).Offset.ShouldBe(15);
    }

    [TestCase(8, false, "2\r\nhe\r\n0\r\n\r\n", 400, 5)]
    [TestCase(10, false, "2\r\nhe\r\n0\r\n\r\n", 400, 5)]
    [TestCase(10, false, "0\r\n\r\n", 400, 5)]
    [TestCase(10, false, "2\r\nhe\r\n1\r\ny\r\n0\r\n\r\n", 204, 8)]
    [TestCase(10, true, "2\r\nhe\r\n0\r\n\r\n", 201, 7)]
    [CancelAfter(20_000)]
    public async Task Content_without_a_declared_length_is_judged_when_it_ends(
        int version, bool isComplete, string chunks, int status, long offset, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var response =
            await Draft.AskAsync(site, draft.AppendHead(path, 5, isComplete, "Transfer-Encoding: chunked\r\n") + chunks, cancellationToken);

        response.Status.ShouldBe(status, response.Body);
        (await draft.HeadAsync(site, path, cancellationToken)).Offset.ShouldBe(offset);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Content_that_is_cut_is_not_too_small(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);
        await site.Store.AppendEndedAsync(cancellationToken);
        using (var connection = await site.ConnectAsync(cancellationToken))
        {
            await connection.SendAsync(
                draft.AppendHead(path, 5, isComplete: false, "Transfer-Encoding: chunked\r\n") + "2\r\nhe\r\n", cancellationToken);
        }

        await site.Store.AppendEndedAsync(cancellationToken);
        (await draft.HeadAsync(site, path, cancellationToken)).Offset.ShouldBe(7);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Many_appends_cannot_pass_the_maximum([Values(7, 8, 10)] int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await StartAsync();
        var path = await draft.CreateAsync(site, "0123456789", cancellationToken);
        await draft.AppendAsync(site, path, 10, isComplete: false, "01234567", cancellationToken);

        var refused = await draft.AppendAsync(site, path, 18, isComplete: false, "012", cancellationToken);

        (refused.Status, refused["Upload-Limit"]).ShouldBe((413, AllLimits));
        (await draft.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(version >= 8 ? 404 : 204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_ends_up_too_small_does_not_complete(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await StartAsync();
        var path = await draft.CreateAsync(site, "", cancellationToken);

        var refused = await Draft.AskAsync(
            site, draft.AppendHead(path, 0, isComplete: true, "Transfer-Encoding: chunked\r\n") + "4\r\nhell\r\n0\r\n\r\n",
            cancellationToken);

        (refused.Status, refused["Upload-Limit"]).ShouldBe((400, AllLimits));
        draft.IsComplete(await draft.HeadAsync(site, path, cancellationToken)).ShouldBe(false);
    }

    [TestCase(6, "expires")]
    [TestCase(7, "max-age")]
    [TestCase(10, "max-age")]
    [CancelAfter(20_000)]
    public async Task Lifetimes_are_told_in_seconds_under_the_key_of_the_version(
        int version, string key, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync(options => options with
        {
            Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromHours(1) },
        });
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var options = await Draft.AskAsync(site, draft.Request("OPTIONS", "/files/"), cancellationToken);
        var head = await draft.HeadAsync(site, path, cancellationToken);

        options["Upload-Limit"].ShouldBe($"min-size=0, {key}=3600");
        var limit = head["Upload-Limit"].ShouldNotBeNull();
        limit.ShouldStartWith($"min-size=0, {key}=");
        int.Parse(limit.Split('=')[^1], System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(3500, 3600);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_maximum_beyond_what_the_draft_can_say_is_told_as_the_largest_number(CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync(options => options with { MaxSize = long.MaxValue });

        var options = await Draft.AskAsync(site, new Draft(10).Request("OPTIONS", "/files/"), cancellationToken);

        options["Upload-Limit"].ShouldBe("max-size=999999999999999, min-size=0");
        options["Tus-Max-Size"].ShouldBe("9223372036854775807");
    }

    [TestCase(-1)]
    [TestCase(1_000_000_000_000_000)]
    [CancelAfter(30_000)]
    public async Task Limits_that_the_draft_cannot_say_are_refused_at_the_start(long size, CancellationToken cancellationToken)
    {
        foreach (var ietf in new IetfOptions[] { new() { MinSize = size }, new() { MinAppendSize = size }, new() { MaxAppendSize = size } })
        {
            await Should.ThrowAsync<ArgumentOutOfRangeException>(
                () => UploadSite.StartAsync(options => options with { Ietf = ietf }).WaitAsync(cancellationToken));
        }
    }
}
