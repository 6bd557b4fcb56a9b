using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class ConcatenationRefusalTests
{
    [TestCase("partial;")]
    [TestCase("Partial")]
    [TestCase("final")]
    [TestCase("final;")]
    [TestCase("FINAL;/files/a")]
    [TestCase("partial\r\nUpload-Concat: partial")]
    [TestCase("final;/files/\u00ff")]
    [TestCase("final;/files/\u00c3\u00a4")]
    [CancelAfter(20_000)]
    public async Task A_value_outside_the_grammar_is_refused(string concat, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await site.ConcatenateAsync(concat, cancellationToken, "Upload-Length: 5\r\n");

        response.Status.ShouldBe(400);
        response.Body.ShouldStartWith("ERR_INVALID_CONCAT: ");
        site.Files().ShouldBeEmpty();
    }

    [TestCase("http://evil.example/other/{id}")]
    [TestCase("//files/{id}")]
    [TestCase("http://files/{id}")]
    [TestCase("file:///files/{id}")]
    [TestCase("ftp://example.test/files/{id}")]
    [TestCase("/other/{id}")]
    [TestCase("/files/../{id}")]
    [TestCase("/files/..%2ffiles%2f{id}")]
    [TestCase("/files/%2e%2e/{id}")]
    [TestCase("../../etc/passwd")]
    [TestCase("/files/..%5c..%5cetc")]
    [TestCase("/files/{id}.info")]
    [TestCase("/files/{id}/../")]
    [TestCase("/files/")]
    [TestCase("0123456789abcdef0123456789abcdef")]
    [TestCase("http://[")]
    [CancelAfter(20_000)]
    public async Task A_url_that_is_no_upload_of_this_server_is_refused(string url, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreatePartAsync("hello", cancellationToken);

        var response = await site.ConcatenateAsync(
            $"final;{part} {url.Replace("{id}", part.Split('/')[^1], StringComparison.Ordinal)}", cancellationToken);

        response.Status.ShouldBe(404);
        response.Body.ShouldStartWith("ERR_UPLOAD_NOT_FOUND: ");
        response["Location"].ShouldBeNull();
        site.Files().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Only_partial_uploads_are_parts(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var ordinary = await site.CreateAsync(0, cancellationToken);
        var part = await site.CreatePartAsync("hello", cancellationToken);
        var final = await site.ConcatenateAsync($"final;{part}", cancellationToken);

        foreach (var source in new[] { ordinary, final["Location"]! })
        {
            var response = await site.ConcatenateAsync($"final;{part} {source}", cancellationToken);

            response.Status.ShouldBe(400);
            response.Body.ShouldStartWith("ERR_INVALID_CONCAT: ");
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_takes_no_bytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreatePartAsync("hello", cancellationToken);
        var final = new Uri((await site.ConcatenateAsync($"final;{part}", cancellationToken))["Location"]!).AbsolutePath;

        var patches = new[]
        {
            await site.PatchAsync(final, 5, "!", cancellationToken), await site.PatchAsync(final, 5, "", cancellationToken),
            await site.PatchAsync(final, 0, "hello", cancellationToken),
        };
        var withBody = await site.AskAsync(
            Request("POST", "/files/", $"Upload-Concat: final;{part}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: "
                + "1\r\n") + "!", cancellationToken);

        patches.Append(withBody).ShouldAllBe(response => response.Status == 403 && response.Body.StartsWith("ERR_MODIFY_FINAL: "));
        (site.Stored(final), site.Stored(part)).ShouldBe(("hello", "hello"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_length_that_the_client_claims_for_a_final_upload_does_not_count(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreatePartAsync("hello", cancellationToken);

        var final = await site.ConcatenateAsync($"final;{part}", cancellationToken, "Upload-Length: 3\r\n");

        (await site.HeadAsync(new Uri(final["Location"]!).AbsolutePath, cancellationToken))["Upload-Length"].ShouldBe("5");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_sum_holds_the_maximum_and_does_not_overflow(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxSize = 9 });
        var part = await site.CreatePartAsync("hello", cancellationToken);
        (await site.ConcatenateAsync($"final;{part} {part}", cancellationToken)).Status.ShouldBe(413);
        (await site.ConcatenateAsync($"final;{part}", cancellationToken)).Status.ShouldBe(201);

        await site.RestartAsync();
        var huge = await site.CreateAsync(long.MaxValue, cancellationToken, "Upload-Concat: partial\r\n");
        (await site.ConcatenateAsync($"final;{huge} {huge}", cancellationToken)).Status.ShouldBe(413);
        (await site.ConcatenateAsync($"final;{huge} {part}", cancellationToken)).Status.ShouldBe(413);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_part_can_not_be_removed_while_it_is_copied(CancellationToken cancellationToken)
    {
        var locker = new WatchedLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var part = await site.CreatePartAsync("hello", cancellationToken);
        var (copying, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.Store.BeforeConcatenation = () =>
        {
            copying.SetResult();
            return goOn.Task;
        };

        var concatenation = site.ConcatenateAsync($"final;{part}", cancellationToken);
        await copying.Task.WaitAsync(cancellationToken);
        locker.Forget();
        var removal = site.AskAsync(Request("DELETE", part), cancellationToken);
        await locker.QueuedAsync(cancellationToken);
        File.Exists(Path.Combine(site.Directory, part.Split('/')[^1])).ShouldBeTrue();
        goOn.SetResult();

        site.Stored((await concatenation)["Location"]!).ShouldBe("hello");
        (await removal).Status.ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_concatenation_that_fails_leaves_its_parts_and_nothing_else(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreatePartAsync("hello", cancellationToken);
        site.Store.BeforeConcatenation = () => throw new IOException("The disk is full.");

        var response = await site.ConcatenateAsync($"final;{part}", cancellationToken);

        (response.Status, response["Location"]).ShouldBe((500, null));
        site.Files().Count().ShouldBe(2);
        (await site.HeadAsync(part, cancellationToken)).Offset.ShouldBe(5);
    }
}
