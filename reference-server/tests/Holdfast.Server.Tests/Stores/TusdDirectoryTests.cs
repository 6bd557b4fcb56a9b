using Holdfast.Server.Core;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>
/// What a pre-create hook of tusd may have chosen: ids with slashes, and another place for the bytes (<c>Storage.Path</c>).
/// </summary>
public sealed class TusdDirectoryTests
{
    [TestCase("project/kelp")]
    [TestCase("a/b/c.d/e")]
    [TestCase("2026-11-30/user@example.org:1,(2)")]
    [CancelAfter(20_000)]
    public async Task An_id_with_slashes_is_an_upload_in_a_directory(string id, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        await site.RestartAsync(options => options with { Locker = new FileUploadLocker(site.Directory) });
        await PutAsync(site, id, Path.Combine(site.Directory, id), "hello ", cancellationToken);
        var path = $"/files/{id}";

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(6);
        (await site.PatchAsync(path, 6, "world", cancellationToken)).Offset.ShouldBe(11);
        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello world");
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);

        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(404);
        Directory.GetFiles(site.Directory, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_in_a_directory_is_made_found_and_expires_like_any_other(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var hourly = new ExpirationOptions { Unfinished = TimeSpan.FromHours(1), SweepInterval = TimeSpan.FromHours(3) };
        await using var site = await StartAsync(
            options => options with { Expiration = hourly, TimeProvider = time }, options => options with { LoggerFactory = loggers });
        var upload = new UploadInfo { Id = "a/b/c", Length = 5 };

        (await site.Store.CreateAsync(upload, default)).ShouldNotBeNull();
        (await site.Store.CreateAsync(upload, default)).ShouldBeNull();
        (await site.PatchAsync("/files/a/b/c", 0, "hel", cancellationToken)).Status.ShouldBe(204);
        (await site.Store.ListAsync(DateTimeOffset.MaxValue).ToListAsync(cancellationToken)).ShouldBe(["a/b/c"]);
        time.Advance(TimeSpan.FromHours(4));
        while (!log.Events.Contains("UploadExpired"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        Directory.GetFiles(site.Directory, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_holder_of_an_upload_in_a_directory_is_asked_as_quickly_as_any_other(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.At("a"));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var patient = new FileLockOptions { HolderPollInterval = TimeSpan.FromHours(1) };
        var held = await new FileUploadLocker(directory.FullName, patient).AcquireAsync("a/b", asked.SetResult, cancellationToken);
        File.Exists(directory.At("a/b.lock")).ShouldBeTrue();

        // So long without a change that the lock directory isn't looked through any more.
        await Task.Delay(TimeSpan.FromSeconds(2.6), TimeProvider.System, cancellationToken);
        var waiting = new FileUploadLocker(directory.FullName).AcquireAsync("a/b", () => { }, cancellationToken).AsTask();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, cancellationToken);

        await held.ShouldNotBeNull().DisposeAsync();
        await using var next = await waiting;
        next.ShouldNotBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_of_tusd_with_slashes_names_its_parts_by_their_urls(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        await PutAsync(site, "a/whole", Path.Combine(site.Directory, "a/whole"), "hello world", cancellationToken);
        var info = Path.Combine(site.Directory, "a/whole.info");
        var text = (await File.ReadAllTextAsync(info, cancellationToken))
            .Replace("\"IsFinal\":false,\"PartialUploads\":null", "\"IsFinal\":true,\"PartialUploads\":[\"b/one\",\"two\"]",
                StringComparison.Ordinal);
        await File.WriteAllTextAsync(info, text, cancellationToken);

        (await site.HeadAsync("/files/a/whole", cancellationToken))["Upload-Concat"].ShouldBe("final;/files/b/one /files/two");
    }

    [TestCase("{dir}/elsewhere/kelp.bin", "elsewhere/kelp.bin", Description = "as tusd writes it")]
    [TestCase("elsewhere/kelp.bin", "elsewhere/kelp.bin", Description = "relative to the directory")]
    [TestCase("{dir}/żółw algae.bin", "żółw algae.bin", Description = "any name")]
    [CancelAfter(20_000)]
    public async Task The_bytes_are_where_the_description_says(string named, string file, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        Directory.CreateDirectory(Path.Combine(site.Directory, "elsewhere"));
        await PutAsync(site, "chosen", named.Replace("{dir}", site.Directory, StringComparison.Ordinal), null, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(site.Directory, file), "hel", cancellationToken);
        var checkedBody = Patch("/files/chosen", 3, "Upload-Checksum: sha1 vr5o4NoASX2blfh/1M33R1ELuys=\r\nContent-Length: 2") + "lo";

        (await site.HeadAsync("/files/chosen", cancellationToken)).Offset.ShouldBe(3);
        (await site.AskAsync(checkedBody, cancellationToken)).Status.ShouldBeOneOf(204, 460);
        var offset = (await site.HeadAsync("/files/chosen", cancellationToken)).Offset;
        (await site.PatchAsync("/files/chosen", offset, "lo world"[(int)(offset - 3)..], cancellationToken)).Offset.ShouldBe(11);
        (await site.AskAsync(Request("GET", "/files/chosen"), cancellationToken)).Body.ShouldBe("hello world");
        (await File.ReadAllTextAsync(Path.Combine(site.Directory, file), cancellationToken)).ShouldBe("hello world");
        (await site.AskAsync(Request("DELETE", "/files/chosen"), cancellationToken)).Status.ShouldBe(204);

        Directory.GetFiles(site.Directory, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_directory_that_was_moved_is_read_where_it_is_now(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        await PutAsync(site, "chosen", "/old/place/sub/kelp.bin", null, cancellationToken, infoPath: "/old/place/chosen.info");
        Directory.CreateDirectory(Path.Combine(site.Directory, "sub"));
        await File.WriteAllTextAsync(Path.Combine(site.Directory, "sub/kelp.bin"), "hel", cancellationToken);
        await PutAsync(site, "usual", "/old/place/usual", "hello", cancellationToken, infoPath: "/old/place/usual.info");

        (await site.HeadAsync("/files/chosen", cancellationToken)).Offset.ShouldBe(3);
        (await site.HeadAsync("/files/usual", cancellationToken)).Offset.ShouldBe(5);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_description_that_is_written_again_keeps_the_place(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var file = Path.Combine(site.Directory, "kelp.bin");
        await PutAsync(site, "chosen", file, null, cancellationToken, deferred: true);
        await File.WriteAllTextAsync(file, "hel", cancellationToken);

        (await site.AskAsync(Patch("/files/chosen", 3, "Upload-Length: 5\r\nContent-Length: 0"), cancellationToken)).Status.ShouldBe(204);
        (await site.PatchAsync("/files/chosen", 3, "lo", cancellationToken)).Status.ShouldBe(204);

        (await File.ReadAllTextAsync(file, cancellationToken)).ShouldBe("hello");
        (await File.ReadAllTextAsync(Path.Combine(site.Directory, "chosen.info"), cancellationToken)).ShouldContain("kelp.bin");
    }

    [TestCase("/etc/hostname")]
    [TestCase("{dir}/../outside")]
    [TestCase("../outside")]
    [TestCase("{dir}x/outside")]
    [TestCase("{dir}")]
    [TestCase("{dir}/other.info")]
    [CancelAfter(20_000)]
    public async Task No_description_leads_out_of_the_directory_or_to_another_description(string named, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        await PutAsync(site, "chosen", named.Replace("{dir}", site.Directory, StringComparison.Ordinal), null, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(site.Directory, "other.info"), "secret", cancellationToken);
        var outside = Path.GetFullPath(Path.Combine(site.Directory, "../outside"));

        foreach (var request in new[]
        {
            Request("HEAD", "/files/chosen"), Request("GET", "/files/chosen"), Patch("/files/chosen", 0, 5) + "hello",
        })
        {
            (await site.AskAsync(request, cancellationToken)).Status.ShouldBeOneOf(404, 500);
        }

        (await site.AskAsync(Request("DELETE", "/files/chosen"), cancellationToken)).Status.ShouldBeOneOf(204, 404);
        site.Stored("other.info").ShouldBe("secret");
        File.Exists("/etc/hostname").ShouldBeTrue();
        File.Exists(outside).ShouldBeFalse();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_directory_beside_the_store_holds_bytes_where_that_is_said(CancellationToken cancellationToken)
    {
        using var other = new TemporaryDirectory();
        using var home = new TemporaryDirectory();
        var file = other.At("kelp.bin");
        await File.WriteAllTextAsync(
            home.At("chosen.info"), InfoOf("chosen", file, home.At("chosen.info"), deferred: false), cancellationToken);
        await File.WriteAllTextAsync(file, "hel", cancellationToken);
        var store = new FileUploadStore(home.FullName, new FileStoreOptions { DataDirectories = [other.FullName] });

        var upload = (await store.GetInfoAsync("chosen", cancellationToken)).ShouldNotBeNull();
        upload.Offset.ShouldBe(3);
        await Should.ThrowAsync<UploadStoreException>(
            async () => await new FileUploadStore(home.FullName).GetInfoAsync("chosen", cancellationToken));
        await store.TerminateAsync(upload, default);
        File.Exists(file).ShouldBeFalse();
    }

    [TestCase("", false)]
    [TestCase("/a", false)]
    [TestCase("a/", false)]
    [TestCase("a//b", false)]
    [TestCase("a/../b", false)]
    [TestCase("../a", false)]
    [TestCase("a/..", false)]
    [TestCase("a/.b", false)]
    [TestCase("./a", false)]
    [TestCase("a/b.info", false)]
    [TestCase("a/b.LOCK", false)]
    [TestCase("a\\b", false)]
    [TestCase("a\0b", false)]
    [TestCase("a%2fb", false)]
    [TestCase("a/b", true)]
    [TestCase("a.info/b", false)]
    [TestCase("a..b", true)]
    public void An_id_never_leaves_the_directory(string id, bool isSafe) => UploadId.IsSafe(id).ShouldBe(isSafe);

    private static async Task PutAsync(
        UploadSite site, string id, string dataPath, string? content, CancellationToken cancellationToken, string? infoPath = null,
        bool deferred = false)
    {
        var info = Path.Combine(site.Directory, $"{id}.info");
        Directory.CreateDirectory(Path.GetDirectoryName(info)!);
        await File.WriteAllTextAsync(info, InfoOf(id, dataPath, infoPath ?? info, deferred), cancellationToken);
        if (content is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(site.Directory, id), content, cancellationToken);
        }
    }

    private static string InfoOf(string id, string dataPath, string infoPath, bool deferred) =>
        $$$"""
        {"ID":"{{{id}}}","Size":{{{(deferred ? 0 : 11)}}},"SizeIsDeferred":{{{(deferred ? "true" : "false")}}},"Offset":0,"MetaData":{},"IsPartial":false,"IsFinal":false,"PartialUploads":null,"Storage":{"InfoPath":"{{{infoPath}}}","Path":"{{{dataPath}}}","Type":"filestore"}}
        """;
}
