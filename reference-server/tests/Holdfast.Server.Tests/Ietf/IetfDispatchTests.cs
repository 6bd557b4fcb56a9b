using Holdfast.Server.Core;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Ietf;

public sealed class IetfDispatchTests
{
    private static readonly Draft Newest = new(10);

    [Test]
    [CancelAfter(20_000)]
    public async Task Of_two_protocols_in_one_request_the_draft_counts(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var created = await Draft.AskAsync(
            site, Newest.Creation(isComplete: false, "hello", "Tus-Resumable: 1.0.0\r\nUpload-Length: 11\r\n"), cancellationToken);
        var head = await Draft.AskAsync(
            site, Newest.Request("HEAD", new Uri(created["Location"]!).AbsolutePath, "Tus-Resumable: 1.0.0\r\n"), cancellationToken);

        (created.Status, created["Tus-Resumable"], created["Upload-Complete"]).ShouldBe((201, null, "?0"));
        (head.Status, head["Tus-Resumable"]).ShouldBe((204, null));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_tus_request_with_an_unknown_version_of_the_draft_is_tus(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var created = await site.AskAsync(
            Request("POST", "/files/", "Upload-Draft-Interop-Version: 99\r\nUpload-Complete: ?0\r\nUpload-Length: 11\r\n"),
            cancellationToken);

        (created.Status, created["Tus-Resumable"]).ShouldBe((201, "1.0.0"));
        (await site.HeadAsync(new Uri(created["Location"]!).AbsolutePath, cancellationToken))["Upload-Length"].ShouldBe("11");
    }

    [TestCase("POST", "")]
    [TestCase("POST", "Upload-Draft-Interop-Version: 99\r\n")]
    [TestCase("PUT", "")]
    [CancelAfter(20_000)]
    public async Task A_request_of_neither_protocol_is_tus_without_a_version(
        string method, string headers, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        (await site.AskAsync(
            Request(method, "/files/", $"{headers}Content-Length: 0\r\n", version: ""), cancellationToken)).Status.ShouldBe(412);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_cut_ordinary_request_leaves_nothing([Values] bool chunked, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);
        var framing = chunked ? "Transfer-Encoding: chunked\r\n\r\n5\r\nhello" : "Content-Length: 10\r\n\r\nhello";
        await connection.SendAsync(Request("POST", "/files/", $"Upload-Complete: ?1\r\n{framing}", version: "")[..^2], cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        connection.Close();
        await site.Store.AppendEndedAsync(cancellationToken);

        while (site.Files().Any())
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_ordinary_request_is_stored_whole_with_its_name(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var created = await site.AskAsync(
            Request("POST", "/files/",
                "Upload-Complete: ?0\r\nContent-Disposition: inline; filename=a.txt\r\nTransfer-Encoding: chunked\r\n", version: "")
            + "5\r\nhello\r\n0\r\n\r\n", cancellationToken);
        var path = new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
        var appended = await Newest.AppendAsync(site, path, 5, isComplete: true, "!", cancellationToken);

        (created.Status, appended.Status, site.Stored(path)).ShouldBe((201, 400, "hello"));
        (await site.AskAsync(Request("GET", path, version: ""), cancellationToken))["Content-Disposition"].ShouldNotBeNull()
            .ShouldContain("a.txt");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Options_answers_for_both_protocols(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var options = await site.AskAsync(Request("OPTIONS", "/files/", version: ""), cancellationToken);

        (options["Upload-Limit"], options["Accept-Patch"], options["Tus-Version"]).ShouldBe(("min-size=0", Draft.PartialUpload, "1.0.0"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_draft_can_be_switched_off(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Ietf = null });

        var options = await site.AskAsync(Request("OPTIONS", "/files/", version: ""), cancellationToken);
        var created = await site.AskAsync(Newest.Creation(isComplete: true, "hello"), cancellationToken);

        options["Upload-Limit"].ShouldBeNull();
        created.Status.ShouldBe(412);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task No_version_can_mean_the_final_RFC(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Ietf = new IetfOptions { AssumeFinalRfc = true } });
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(
            Request("POST", "/files/", "Upload-Complete: ?0\r\nContent-Length: 5\r\n", version: "") + "hello", cancellationToken);

        var announced = await connection.ReadAsync(cancellationToken);
        var created = await connection.ReadAsync(cancellationToken);
        var path = new Uri(created["Location"]!).AbsolutePath;
        var unfinished = await site.AskAsync(Request("GET", path, version: ""), cancellationToken);
        var completed = await site.AskAsync(
            Request("PATCH", path, $"Upload-Offset: 5\r\nUpload-Complete: ?1\r\nContent-Type: {Draft.PartialUpload}\r\nContent-Length: "
                + "6\r\n", version: "") + " world",
            cancellationToken);
        var finished = await site.AskAsync(Request("GET", path, version: ""), cancellationToken);
        var head = await site.AskAsync(Request("HEAD", path, version: ""), cancellationToken);

        (announced.Status, announced["Upload-Draft-Interop-Version"], announced["Location"]).ShouldBe((104, null, created["Location"]));
        (created.Status, created["Upload-Complete"]).ShouldBe((201, "?0"));
        (unfinished.Status, unfinished.Offset).ShouldBe((204, 5));
        (completed.Status, completed["Upload-Complete"]).ShouldBe((201, "?1"));
        (finished.Status, finished.Body).ShouldBe((200, "hello world"));
        (head.Status, head["Upload-Complete"]).ShouldBe((204, "?1"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Tus_goes_on_where_no_version_means_the_final_RFC(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Ietf = new IetfOptions { AssumeFinalRfc = true } });
        var path = await site.CreateAsync(5, cancellationToken);

        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);

        (await site.AskAsync(Request("GET", path, version: ""), cancellationToken)).Body.ShouldBe("hello");
        (await site.AskAsync(Request("POST", "/files/", "Content-Length: 0\r\n", version: ""), cancellationToken)).Status.ShouldBe(412);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Urls_are_those_that_a_trusted_proxy_tells([Values] bool trusted, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { BehindProxy = trusted });

        var created = await Draft.AskAsync(
            site, Newest.Creation(isComplete: false, "", "X-Forwarded-Host: kelp.example\r\nX-Forwarded-Proto: https\r\n"),
            cancellationToken);
        var path = new Uri(created["Location"]!).AbsolutePath;
        var completed = await Newest.AppendAsync(
            site, path, 0, isComplete: true, "hello", cancellationToken, "X-Forwarded-Host: kelp.example\r\nX-Forwarded-Proto: https\r\n");

        created["Location"].ShouldNotBeNull().ShouldStartWith(trusted ? "https://kelp.example/files/" : "http://example.test/files/");
        completed["Location"].ShouldBe(created["Location"]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Scripts_of_other_origins_may_speak_the_draft(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var preflight = await site.AskAsync(Request("OPTIONS", "/files/", "Origin: https://a.example\r\n", version: ""), cancellationToken);
        var created =
            await Draft.AskAsync(site, Newest.Creation(isComplete: false, "", "Origin: https://a.example\r\n"), cancellationToken);

        foreach (var field in new[] { "Upload-Complete", "Upload-Draft-Interop-Version", "Content-Digest", "Repr-Digest" })
        {
            preflight["Access-Control-Allow-Headers"].ShouldNotBeNull().ShouldContain(field);
        }

        preflight["Access-Control-Allow-Methods"].ShouldNotBeNull().ShouldContain("PUT");
        foreach (var field in new[] { "Location", "Upload-Offset", "Upload-Complete", "Upload-Limit" })
        {
            created["Access-Control-Expose-Headers"].ShouldNotBeNull().ShouldContain(field);
        }
    }
}
