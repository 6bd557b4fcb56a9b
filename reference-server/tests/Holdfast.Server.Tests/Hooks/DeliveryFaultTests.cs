using Holdfast.Server.Stores.FileStore;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>
/// Every file call fails, one after the other, while events have to be kept. A request that succeeds loses no event, and one that can't
/// keep them is refused.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(120_000)]
public sealed class DeliveryFaultTests : IDisposable
{
    private readonly DeliveryRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Test]
    public async Task No_event_of_a_request_that_succeeds_is_lost([Values] bool isFull, CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync(uploads: _rig.Deliver);
        var error = isFull ? FileFaults.NoSpace : (Func<Exception>)FileFaults.InputOutputError;
        for (var call = 1; ; call++)
        {
            faulty.Faults.FailAt(call, error, once: true);
            var answers = new List<(string Kind, int Status)>();
            var path = "";
            foreach (var (kind, request) in new (string, Func<string>)[]
            {
                ("post-create 0", () => Request("POST", "/files/", "Upload-Length: 5\r\n")),
                ("post-finish 5", () => Patch(path, 0, 5) + "hello"),
                ("post-terminate 5", () => Request("DELETE", path)),
            })
            {
                var answer = await faulty.Site.AskAsync(request(), cancellationToken);
                answer.Status.ShouldBeOneOf(201, 204, 404, 409, 503);
                answers.Add((kind, answer.Status));
                path = path.Length > 0 ? path
                    : answer["Location"] is { } url ? new Uri(url).AbsolutePath
                    : await faulty.Site.CreateAsync(5, cancellationToken);
            }

            faulty.Faults.Heal();
            var id = path.Split('/')[^1];
            foreach (var (kind, _) in answers.Where(answer => answer is { Status: 201 or 204 }))
            {
                var wanted = kind == "post-terminate 5" && answers[1].Status is not 204 ? "post-terminate" : kind;
                await DeliveryRig.UntilAsync(
                    () => _rig.ByUpload.GetValueOrDefault(id)?.Any(line => line.StartsWith(wanted, StringComparison.Ordinal)) == true,
                    cancellationToken);
            }

            if (faulty.Faults.Reached < call)
            {
                break;
            }
        }
    }

    [Test]
    public async Task An_outbox_that_can_not_be_written_refuses_requests_and_nothing_else(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(_rig.Deliver);
        var path = await site.CreateAsync(5, cancellationToken);
        await _rig.TakesAsync(1, cancellationToken);
        var outbox = Path.Combine(site.Directory, ".outbox");
        await DeliveryRig.UntilAsync(() => !Directory.EnumerateFileSystemEntries(outbox).Any(), cancellationToken);
        Directory.Delete(outbox);
        await File.WriteAllTextAsync(outbox, "no directory", cancellationToken);

        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(503);
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(503);
        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(503);
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);

        File.Delete(outbox);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);
        await _rig.TakesAsync(3, cancellationToken);
        site.Files().Count().ShouldBe(2, "The refused creation left nothing.");
    }

    [Test]
    public async Task A_removal_makes_room_on_a_full_disk_and_is_told_of(CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync(uploads: _rig.Deliver);
        var path = await faulty.Site.CreateAsync(5, cancellationToken);
        await _rig.TakesAsync(1, cancellationToken);

        // The note of the removal finds no room; the event does.
        var isFull = true;
        var store = new FileUploadStore(faulty.Directory, new FileStoreOptions(), new Files.FileCalls((done, file) =>
        {
            isFull &= done != "removed" || !file.EndsWith(".info", StringComparison.Ordinal);
            if (isFull && done == "made" && file.Contains(".outbox", StringComparison.Ordinal))
            {
                throw FileFaults.NoSpace();
            }
        }));
        await faulty.Site.RestartAsync(options => _rig.Deliver(options with { Store = store }));

        (await faulty.Site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);

        await _rig.TakesAsync(2, cancellationToken);
        _rig.Taken.ShouldBe(["post-create 0", "post-terminate 0"]);
    }
}
