using System.Text.Json;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class ConcatenationTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_is_its_parts_in_their_order_with_metadata_of_its_own(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var a = await PartAsync(site, "hello ", cancellationToken, "Upload-Metadata: a YQ==\r\n");
        var b = await PartAsync(site, "world", cancellationToken);

        var created = await ConcatenateAsync(site, $"final;{b} http://example.test{a} {b}", cancellationToken, "Upload-Metadata: f Zg==\r\n");
        var path = new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
        var head = await site.HeadAsync(path, cancellationToken);

        (created.Status, created["Upload-Offset"]).ShouldBe((201, null));
        (head.Offset, head["Upload-Length"], head["Upload-Metadata"]).ShouldBe((16, "16", "f Zg=="));
        head["Upload-Concat"].ShouldBe($"final;{b} http://example.test{a} {b}");
        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("worldhello world");
        site.Stored(a).ShouldBe("hello ");
        site.Files().Count().ShouldBe(6);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_partial_upload_is_an_upload_that_says_so(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");

        foreach (var body in new[] { "", "he", "llo" })
        {
            await site.PatchAsync(path, (await site.HeadAsync(path, cancellationToken)).Offset, body, cancellationToken);
            (await site.HeadAsync(path, cancellationToken))["Upload-Concat"].ShouldBe("partial");
        }

        site.Stored(path).ShouldBe("hello");
    }

    [TestCase("final;{0}")]
    [TestCase("final; {0}  ")]
    [TestCase("final;{0}/")]
    [TestCase("final;{0}?x=y")]
    [TestCase("final;{1}")]
    [TestCase("final;./{1}")]
    [TestCase("final;../files/{1}")]
    [TestCase("final;//example.test{0}")]
    [TestCase("final;http://EXAMPLE.test:80{0}")]
    [TestCase("final;https://example.test{0}")]
    [CancelAfter(20_000)]
    public async Task Every_way_to_write_a_url_leads_to_its_part_and_comes_back_as_written(string concat, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await PartAsync(site, "hello", cancellationToken);
        var written = concat.Replace("{0}", part, StringComparison.Ordinal).Replace("{1}", part.Split('/')[^1], StringComparison.Ordinal);

        var created = await ConcatenateAsync(site, written, cancellationToken);

        created.Status.ShouldBe(201, created.Body);
        var head = await site.HeadAsync(new Uri(created["Location"]!).AbsolutePath, cancellationToken);
        (head.Offset, head["Upload-Concat"]).ShouldBe((5, written.TrimEnd(' ')));
    }

    [TestCase("partial;")]
    [TestCase("Partial")]
    [TestCase("final")]
    [TestCase("final;")]
    [TestCase("FINAL;/files/a")]
    [TestCase("partial\r\nUpload-Concat: partial")]
    [TestCase("")]
    [CancelAfter(20_000)]
    public async Task A_value_outside_the_grammar_is_refused(string concat, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await ConcatenateAsync(site, concat, cancellationToken, "Upload-Length: 5\r\n");

        response.Status.ShouldBe(400);
        response.Body.ShouldStartWith("ERR_INVALID_CONCAT: ");
        site.Files().ShouldBeEmpty();
    }

    [TestCase("http://evil.example/files/{id}")]
    [TestCase("http://example.test:8081/files/{id}")]
    [TestCase("http://example.test@evil.example/files/{id}")]
    [TestCase("http://user@example.test/files/{id}")]
    [TestCase("//evil.example/files/{id}")]
    [TestCase("file:///files/{id}")]
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
        var part = await PartAsync(site, "hello", cancellationToken);

        var response = await ConcatenateAsync(
            site, $"final;{part} {url.Replace("{id}", part.Split('/')[^1], StringComparison.Ordinal)}", cancellationToken);

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
        var part = await PartAsync(site, "hello", cancellationToken);
        var final = await ConcatenateAsync(site, $"final;{part}", cancellationToken);

        foreach (var source in new[] { ordinary, final["Location"]! })
        {
            var response = await ConcatenateAsync(site, $"final;{part} {source}", cancellationToken);

            response.Status.ShouldBe(400);
            response.Body.ShouldStartWith("ERR_INVALID_CONCAT: ");
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_takes_no_bytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await PartAsync(site, "hello", cancellationToken);
        var final = new Uri((await ConcatenateAsync(site, $"final;{part}", cancellationToken))["Location"]!).AbsolutePath;

        var patches = new[]
        {
            await site.PatchAsync(final, 5, "!", cancellationToken), await site.PatchAsync(final, 5, "", cancellationToken),
            await site.PatchAsync(final, 0, "hello", cancellationToken),
        };
        var withBody = await site.AskAsync(
            Request("POST", "/files/", $"Upload-Concat: final;{part}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 1\r\n") + "!", cancellationToken);

        patches.Append(withBody).ShouldAllBe(response => response.Status == 403 && response.Body.StartsWith("ERR_MODIFY_FINAL: "));
        (site.Stored(final), site.Stored(part)).ShouldBe(("hello", "hello"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_length_that_the_client_claims_for_a_final_upload_does_not_count(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await PartAsync(site, "hello", cancellationToken);

        var final = await ConcatenateAsync(site, $"final;{part}", cancellationToken, "Upload-Length: 3\r\n");

        (await site.HeadAsync(new Uri(final["Location"]!).AbsolutePath, cancellationToken))["Upload-Length"].ShouldBe("5");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_sum_holds_the_maximum_and_does_not_overflow(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxSize = 9 });
        var part = await PartAsync(site, "hello", cancellationToken);
        (await ConcatenateAsync(site, $"final;{part} {part}", cancellationToken)).Status.ShouldBe(413);
        (await ConcatenateAsync(site, $"final;{part}", cancellationToken)).Status.ShouldBe(201);

        await site.RestartAsync();
        var huge = await site.CreateAsync(long.MaxValue, cancellationToken, "Upload-Concat: partial\r\n");
        (await ConcatenateAsync(site, $"final;{huge} {huge}", cancellationToken)).Status.ShouldBe(413);
        (await ConcatenateAsync(site, $"final;{huge} {part}", cancellationToken)).Status.ShouldBe(413);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_lives_on_when_its_parts_are_gone(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await PartAsync(site, "hello", cancellationToken);
        var final = new Uri((await ConcatenateAsync(site, $"final;{part}", cancellationToken))["Location"]!).AbsolutePath;

        (await site.AskAsync(Request("DELETE", part), cancellationToken)).Status.ShouldBe(204);

        (await site.HeadAsync(final, cancellationToken)).Offset.ShouldBe(5);
        (await site.AskAsync(Request("GET", final), cancellationToken)).Body.ShouldBe("hello");
        (await ConcatenateAsync(site, $"final;{part}", cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Parts_go_once_their_final_upload_is_there_where_that_is_wanted(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { RemovePartsAfterConcatenation = true });
        var part = await PartAsync(site, "hello", cancellationToken);

        var final = await ConcatenateAsync(site, $"final;{part} {part}", cancellationToken);

        (await site.HeadAsync(part, cancellationToken)).Status.ShouldBe(404);
        site.Stored(final["Location"]!).ShouldBe("hellohello");
        site.Files().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Final_uploads_of_the_same_parts_in_opposite_order_do_not_wait_for_each_other_for_ever(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var a = await PartAsync(site, "hello", cancellationToken);
        var b = await PartAsync(site, "world", cancellationToken);

        var finals = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(index => ConcatenateAsync(site, index % 2 == 0 ? $"final;{a} {b}" : $"final;{b} {a}", cancellationToken)));

        finals.Select(final => site.Stored(final["Location"]!)).Order().ShouldBe(
            [.. Enumerable.Repeat("helloworld", 10), .. Enumerable.Repeat("worldhello", 10)]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_info_file_names_the_parts_as_tusd_does_and_a_final_upload_of_tusd_is_understood(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await PartAsync(site, "hello", cancellationToken);
        var final = new Uri((await ConcatenateAsync(site, $"final;{part}", cancellationToken))["Location"]!).AbsolutePath;
        var info = Path.Combine(site.Directory, $"{final.Split('/')[^1]}.info");

        using var written = JsonDocument.Parse(await File.ReadAllTextAsync(info, cancellationToken));
        written.RootElement.GetProperty("PartialUploads").GetRawText().ShouldBe($"[\"{part.Split('/')[^1]}\"]");
        written.RootElement.GetProperty("IsFinal").GetBoolean().ShouldBeTrue();
        written.RootElement.GetProperty("Size").GetInt64().ShouldBe(5);

        var ofTusd = written.RootElement.GetRawText().Replace($",\"RawConcat\":\"final;{part}\"", "", StringComparison.Ordinal);
        await File.WriteAllTextAsync(info, ofTusd, cancellationToken);
        (await site.HeadAsync(final, cancellationToken))["Upload-Concat"].ShouldBe($"final;{part}");
        ofTusd.ShouldNotContain("RawConcat");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_part_can_not_be_removed_while_it_is_copied(CancellationToken cancellationToken)
    {
        var locker = new WatchedLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var part = await PartAsync(site, "hello", cancellationToken);
        var (copying, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.Store.BeforeConcatenation = () =>
        {
            copying.SetResult();
            return goOn.Task;
        };

        var concatenation = ConcatenateAsync(site, $"final;{part}", cancellationToken);
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
        var part = await PartAsync(site, "hello", cancellationToken);
        site.Store.BeforeConcatenation = () => throw new IOException("The disk is full.");

        var response = await ConcatenateAsync(site, $"final;{part}", cancellationToken);

        (response.Status, response["Location"]).ShouldBe((500, null));
        site.Files().Count().ShouldBe(2);
        (await site.HeadAsync(part, cancellationToken)).Offset.ShouldBe(5);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_that_a_crash_left_without_bytes_is_completed_by_a_look_at_it(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await PartAsync(site, "hello", cancellationToken);
        await site.Store.CreateAsync(
            new UploadInfo { Id = "crashed", Length = 10, IsFinal = true, PartialUploads = [part.Split('/')[^1], part.Split('/')[^1]] }, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(site.Directory, "crashed.aside"), "hel", cancellationToken);
        await site.RestartAsync();

        (await site.HeadAsync("/files/crashed", cancellationToken)).Offset.ShouldBe(10);
        site.Stored("crashed").ShouldBe("hellohello");
        site.Files().Count().ShouldBe(4);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Empty_parts_make_an_empty_upload(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await PartAsync(site, "", cancellationToken);

        var final = await ConcatenateAsync(site, $"final;{part} {part}", cancellationToken);

        var head = await site.HeadAsync(new Uri(final["Location"]!).AbsolutePath, cancellationToken);
        (head.Offset, head["Upload-Length"]).ShouldBe((0, "0"));
    }

    private static async Task<string> PartAsync(UploadSite site, string content, CancellationToken cancellationToken, string headers = "")
    {
        var path = await site.CreateAsync(content.Length, cancellationToken, $"Upload-Concat: partial\r\n{headers}");
        (await site.PatchAsync(path, 0, content, cancellationToken)).Status.ShouldBe(204);
        return path;
    }

    private static Task<WireResponse> ConcatenateAsync(UploadSite site, string concat, CancellationToken cancellationToken, string headers = "") =>
        site.AskAsync(Request("POST", "/files/", $"Upload-Concat: {concat}\r\n{headers}"), cancellationToken);
}
