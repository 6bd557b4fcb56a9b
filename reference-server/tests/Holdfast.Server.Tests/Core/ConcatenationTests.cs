using System.Text.Json;
using Holdfast.Server.Stores;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class ConcatenationTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_is_its_parts_in_their_order_with_metadata_of_its_own(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var a = await site.CreatePartAsync("hello ", cancellationToken, "Upload-Metadata: a YQ==\r\n");
        var b = await site.CreatePartAsync("world", cancellationToken);

        var created =
            await site.ConcatenateAsync($"final;{b} http://example.test{a} {b}", cancellationToken, "Upload-Metadata: f Zg==\r\n");
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
    [TestCase("final;http://public.example{0}")]
    [TestCase("final;http://example.test:8081{0}")]
    [TestCase("final;http://user:secret@example.test{0}")]
    [TestCase("final;//public.example{0}")]
    [TestCase("final;https://public.example/behind/a/prefix{0}")]
    [TestCase("final;/behind/a/prefix{0}")]
    [CancelAfter(20_000)]
    public async Task Every_way_to_write_a_url_leads_to_its_part_and_comes_back_as_written(
        string concat, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreatePartAsync("hello", cancellationToken);
        var written = concat.Replace("{0}", part, StringComparison.Ordinal).Replace("{1}", part.Split('/')[^1], StringComparison.Ordinal);

        var created = await site.ConcatenateAsync(written, cancellationToken);

        created.Status.ShouldBe(201, created.Body);
        var head = await site.HeadAsync(new Uri(created["Location"]!).AbsolutePath, cancellationToken);
        (head.Offset, head["Upload-Concat"]).ShouldBe((5, written.TrimEnd(' ')));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_lives_on_when_its_parts_are_gone(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreatePartAsync("hello", cancellationToken);
        var final = new Uri((await site.ConcatenateAsync($"final;{part}", cancellationToken))["Location"]!).AbsolutePath;

        (await site.AskAsync(Request("DELETE", part), cancellationToken)).Status.ShouldBe(204);

        (await site.HeadAsync(final, cancellationToken)).Offset.ShouldBe(5);
        (await site.AskAsync(Request("GET", final), cancellationToken)).Body.ShouldBe("hello");
        (await site.ConcatenateAsync($"final;{part}", cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Parts_go_once_their_final_upload_is_there_where_that_is_wanted(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { RemovePartsAfterConcatenation = true });
        var part = await site.CreatePartAsync("hello", cancellationToken);

        var final = await site.ConcatenateAsync($"final;{part} {part}", cancellationToken);

        (await site.HeadAsync(part, cancellationToken)).Status.ShouldBe(404);
        site.Stored(final["Location"]!).ShouldBe("hellohello");
        site.Files().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Final_uploads_of_the_same_parts_in_opposite_order_do_not_wait_for_each_other_for_ever(
        CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var a = await site.CreatePartAsync("hello", cancellationToken);
        var b = await site.CreatePartAsync("world", cancellationToken);

        var finals = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(index => site.ConcatenateAsync(index % 2 == 0 ? $"final;{a} {b}" : $"final;{b} {a}", cancellationToken)));

        finals.Select(final => site.Stored(final["Location"]!)).Order().ShouldBe(
            [.. Enumerable.Repeat("helloworld", 10), .. Enumerable.Repeat("worldhello", 10)]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Parts_are_locked_once_each_and_in_the_same_order_however_they_are_listed(CancellationToken cancellationToken)
    {
        var locker = new WatchedLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        string[] parts = [await site.CreatePartAsync("a", cancellationToken), await site.CreatePartAsync("b", cancellationToken),
            await site.CreatePartAsync("c", cancellationToken)];
        var expected = parts.Select(part => part.Split('/')[^1]).Order(StringComparer.Ordinal).ToList();

        foreach (var order in new[] { parts, [.. parts.Reverse()], [parts[1], parts[2], parts[1], parts[0]] })
        {
            locker.Wanted.Clear();
            var final = await site.ConcatenateAsync($"final;{string.Join(' ', order)}", cancellationToken);

            locker.Wanted.ShouldBe([final["Location"]!.Split('/')[^1], .. expected]);
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_info_file_names_the_parts_as_tusd_does_and_a_final_upload_of_tusd_is_understood(
        CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreatePartAsync("hello", cancellationToken);
        var final = new Uri((await site.ConcatenateAsync($"final;{part}", cancellationToken))["Location"]!).AbsolutePath;
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
    public async Task A_final_upload_that_a_crash_left_without_bytes_is_completed_by_a_look_at_it(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreatePartAsync("hello", cancellationToken);
        await site.Store.CreateAsync(
            new UploadInfo { Id = "crashed", Length = 10, IsFinal = true, PartialUploads = [part.Split('/')[^1], part.Split('/')[^1]] },
            default);
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
        var part = await site.CreatePartAsync("", cancellationToken);

        var final = await site.ConcatenateAsync($"final;{part} {part}", cancellationToken);

        var head = await site.HeadAsync(new Uri(final["Location"]!).AbsolutePath, cancellationToken);
        (head.Offset, head["Upload-Length"]).ShouldBe((0, "0"));
    }
}
