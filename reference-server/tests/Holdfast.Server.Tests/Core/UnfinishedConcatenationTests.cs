using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class UnfinishedConcatenationTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_waits_for_its_parts_and_shows_its_length_as_soon_as_it_can_be_told(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var a = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var created =
            await site.AskAsync(Request("POST", "/files/", "Upload-Defer-Length: 1\r\nUpload-Concat: partial\r\n"), cancellationToken);
        var b = new Uri(created["Location"]!).AbsolutePath;
        var final = await ConcatenateAsync(site, cancellationToken, a, b);

        var unknown = await site.HeadAsync(final, cancellationToken);
        await site.AskAsync(Patch(b, 0, "Upload-Length: 5\r\nContent-Length: 5") + "world", cancellationToken);
        var known = await site.HeadAsync(final, cancellationToken);
        await site.PatchAsync(a, 0, "hello", cancellationToken);
        var complete = await site.HeadAsync(final, cancellationToken);

        new[] { unknown, known, complete }
            .Select(head => (head.Status, head["Upload-Offset"], head["Upload-Length"], head["Upload-Defer-Length"], head["Upload-Concat"]))
            .ShouldBe([(200, null, null, null, $"final;{a} {b}"), (200, null, "10", null, $"final;{a} {b}"),
                (200, "10", "10", null, $"final;{a} {b}")]);
        site.Stored(final).ShouldBe("helloworld");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_waiting_final_upload_survives_a_restart_and_a_download_puts_it_together_too(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var final = await ConcatenateAsync(site, cancellationToken, part, part);
        var early = await site.AskAsync(Request("GET", final), cancellationToken);
        await site.RestartAsync();
        await site.PatchAsync(part, 0, "hello", cancellationToken);

        early.Status.ShouldBe(400);
        early.Body.ShouldStartWith("ERR_INCOMPLETE_UPLOAD: ");
        (await site.AskAsync(Request("GET", final), cancellationToken)).Body.ShouldBe("hellohello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Asking_for_a_final_upload_does_not_disturb_a_part_that_is_on_its_way(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreateAsync(10, cancellationToken, "Upload-Concat: partial\r\n");
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(part, 0, 10) + "hello", cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        var final = await ConcatenateAsync(site, cancellationToken, part);
        (await site.HeadAsync(final, cancellationToken))["Upload-Offset"].ShouldBeNull();
        await connection.SendAsync("world", cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(204);
        (await site.HeadAsync(final, cancellationToken)).Offset.ShouldBe(10);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_waiting_final_upload_takes_no_bytes_and_can_be_removed(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var final = await ConcatenateAsync(site, cancellationToken, part);

        var patch = await site.PatchAsync(final, 0, "hello", cancellationToken);

        (patch.Status, patch["Upload-Offset"]).ShouldBe((403, null));
        (await site.AskAsync(Request("DELETE", final), cancellationToken)).Status.ShouldBe(204);
        (await site.HeadAsync(part, cancellationToken)).Status.ShouldBe(200);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_whose_part_is_gone_can_never_be_complete_and_says_so(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var a = await site.CreateAsync(0, cancellationToken, "Upload-Concat: partial\r\n");
        var b = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var final = await ConcatenateAsync(site, cancellationToken, a, b);
        await site.AskAsync(Request("DELETE", b), cancellationToken);

        var head = await site.HeadAsync(final, cancellationToken);

        (head.Status, head["Upload-Offset"]).ShouldBe((410, null));
        site.Stored(final).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Many_looks_at_once_put_it_together_once(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var final = await ConcatenateAsync(site, cancellationToken, part, part);
        await site.PatchAsync(part, 0, "hello", cancellationToken);

        var heads = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => site.HeadAsync(final, cancellationToken)));

        heads.ShouldAllBe(head => head.Status == 200 && head.Offset == 10);
        site.Stored(final).ShouldBe("hellohello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Lengths_that_are_known_too_late_still_hold_the_maximum(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxSize = 9 });
        var created =
            await site.AskAsync(Request("POST", "/files/", "Upload-Defer-Length: 1\r\nUpload-Concat: partial\r\n"), cancellationToken);
        var part = new Uri(created["Location"]!).AbsolutePath;
        var final = await ConcatenateAsync(site, cancellationToken, part, part);
        await site.AskAsync(Patch(part, 0, "Upload-Length: 5\r\nContent-Length: 5") + "hello", cancellationToken);

        (await site.HeadAsync(final, cancellationToken)).Status.ShouldBe(413);
        site.Stored(final).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Parts_must_be_complete_when_it_is_switched_off(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { DisableUnfinishedConcatenation = true });
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");

        var response = await site.AskAsync(Request("POST", "/files/", $"Upload-Concat: final;{part}\r\n"), cancellationToken);

        response.Status.ShouldBe(400);
        response.Body.ShouldStartWith("ERR_UPLOAD_NOT_FINISHED: ");
        (await site.AskAsync(Request("OPTIONS", "/files/"), cancellationToken))["Tus-Extension"]!.ShouldNotContain("unfinished");
        site.Files().Count().ShouldBe(2);
    }

    private static async Task<string> ConcatenateAsync(UploadSite site, CancellationToken cancellationToken, params string[] parts)
    {
        var response =
            await site.AskAsync(Request("POST", "/files/", $"Upload-Concat: final;{string.Join(' ', parts)}\r\n"), cancellationToken);
        response.Status.ShouldBe(201, response.Body);
        return new Uri(response["Location"].ShouldNotBeNull()).AbsolutePath;
    }
}
