using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Faults;

/// <summary>
/// An upload that can't be read because the store is unavailable isn't lost: after a 404, a client would start from zero.
/// </summary>
public sealed class UnavailableStoreTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task While_the_directory_is_away_every_request_is_503_and_afterwards_goes_on(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        using var parent = new TemporaryDirectory();
        var (directory, elsewhere) = (parent.At("uploads"), parent.At("away"));
        await using var site = await StartAsync(
            options => options with { Store = new FileUploadStore(directory), Locker = new FileUploadLocker(directory) },
            server => server with { LoggerFactory = loggers });
        var path = await site.CreateAsync(5, cancellationToken);
        var part = await site.CreatePartAsync("hello", cancellationToken);

        Directory.Move(directory, elsewhere);
        foreach (var request in Requests(path, part))
        {
            var answer = await site.AskAsync(request, cancellationToken);

            (answer.Status, answer["Retry-After"]).ShouldBe((503, "5"), request);
        }

        Directory.Exists(directory).ShouldBeFalse("A new directory would hide the old one.");
        log.Events.ShouldContain("StoreUnavailable");
        Directory.Move(elsewhere, directory);

        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);
        Directory.GetFiles(directory).Length.ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_file_without_read_permission_is_503([Values] bool broken, CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync();
        var path = await faulty.Site.CreateAsync(5, cancellationToken);
        faulty.Faults.FailAt(1, broken ? FileFaults.InputOutputError : FileFaults.NoPermission, once: false);

        foreach (var request in Requests(path, path))
        {
            (await faulty.Site.AskAsync(request, cancellationToken)).Status.ShouldBe(503, request);
        }

        faulty.Faults.Heal();
        (await faulty.Site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_is_not_there_is_still_404(CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync();

        foreach (var request in Requests("/files/0123456789abcdef0123456789abcdef", "").SkipLast(2))
        {
            (await faulty.Site.AskAsync(request, cancellationToken)).Status.ShouldBe(404, request);
        }

        faulty.Files.ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Head_needs_neither_room_nor_a_right_to_write_nor_a_lock_file(CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync();
        var path = await faulty.Site.CreateAsync(5, cancellationToken);
        await faulty.Site.PatchAsync(path, 0, "hel", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(faulty.Directory, path.Split('/')[^1] + ".lock"), "1000000000\nholdfast\n", cancellationToken);
        faulty.Faults.FailAt(1, FileFaults.NoSpace, once: false);

        var head = await faulty.Site.HeadAsync(path, cancellationToken);

        (head.Status, head.Offset).ShouldBe((200, 3));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_directory_that_can_not_be_written_is_told_before_the_server_starts()
    {
        using var directory = new TemporaryDirectory();
        var faults = new FileFaults();
        var store = new FileUploadStore(directory.FullName, new FileStoreOptions(), faults.Calls);

        Should.NotThrow(store.DemandWritable);
        Directory.GetFileSystemEntries(directory.FullName).ShouldBeEmpty();
        faults.FailAt(1, FileFaults.NoPermission, once: false);
        Should.Throw<UploadStoreException>(store.DemandWritable).Message.ShouldContain(directory.FullName);
        faults.FailAt(1, FileFaults.NoSpace, once: false);
        Should.NotThrow(store.DemandWritable);
    }

    private static IEnumerable<string> Requests(string path, string part) =>
    [
        Request("HEAD", path), Request("GET", path), Request("DELETE", path), Patch(path, 0, 5) + "hello",
        Request("POST", "/files/", "Upload-Length: 5\r\n"), Request("POST", "/files/", $"Upload-Concat: final;{part}\r\n"),
    ];
}
