using Holdfast.Server.Core;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Faults;

public sealed class FullDiskTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_full_disk_tells_offsets_takes_removals_and_leaves_nothing_of_what_it_refused(CancellationToken cancellationToken)
    {
        using var disk = SmallDisk.Mount();
        await using var site = await StartAsync(options => options with
        {
            Store = new FileUploadStore(disk.Directory),
            Locker = new FileUploadLocker(disk.Directory),
            AcquireLockTimeout = TimeSpan.FromSeconds(1),
        });
        var kept = await site.CreateAsync(1_000, cancellationToken);
        var removed = await site.CreateAsync(1_000, cancellationToken);
        (await site.PatchAsync(kept, 0, "0123456789", cancellationToken)).Status.ShouldBe(204);
        (await site.PatchAsync(removed, 0, "0123456789", cancellationToken)).Status.ShouldBe(204);
        disk.Fill();
        var before = FilesOf(disk);

        var head = await site.HeadAsync(kept, cancellationToken);
        var created = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        var withBody = await site.AskAsync(
            Request("POST", "/files/", "Upload-Length: 5\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 5\r\n")
                + "hello",
            cancellationToken);
        var patch = await site.PatchAsync(kept, 10, new string('x', 990), cancellationToken);

        (head.Status, head.Offset).ShouldBe((200, 10));
        foreach (var refused in new[] { created, withBody, patch })
        {
            (refused.Status, refused["Retry-After"], refused["Location"]).ShouldBe((503, "5", null));
            refused.Body.ShouldStartWith("ERR_STORE_UNAVAILABLE: ");
        }

        FilesOf(disk).ShouldBe(before);
        (await site.AskAsync(Request("DELETE", removed), cancellationToken)).Status.ShouldBe(204);
        FilesOf(disk).Count().ShouldBe(2 + 1);

        disk.Free();
        (await site.HeadAsync(kept, cancellationToken)).Offset.ShouldBe(10);
        (await site.PatchAsync(kept, 10, new string('x', 990), cancellationToken)).Status.ShouldBe(204);
        (await site.AskAsync(Request("DELETE", kept), cancellationToken)).Status.ShouldBe(204);
        FilesOf(disk).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_expired_upload_is_removed_from_a_full_disk_too(CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync(uploads: options => options with
        {
            Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromMilliseconds(1), SweepInterval = TimeSpan.FromMilliseconds(50) },
        });
        faulty.Faults.FailAt(1, FileFaults.NoSpace, once: false);
        await new FileUploadStore(faulty.Directory).CreateAsync(new UploadInfo { Id = "a", Length = 5 }, default);

        while (faulty.Files.Any())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_server_starts_on_a_full_disk_so_that_it_can_be_emptied(CancellationToken cancellationToken)
    {
        using var disk = SmallDisk.Mount();
        var store = new FileUploadStore(disk.Directory);
        await store.CreateAsync(new UploadInfo { Id = "a", Length = 5 }, default);
        disk.Fill();

        Should.NotThrow(store.DemandWritable);
        FilesOf(disk).Count().ShouldBe(2 + 1);
    }

    private static IEnumerable<string> FilesOf(SmallDisk disk) => [.. Directory.GetFiles(disk.Directory).Order(StringComparer.Ordinal)];
}
