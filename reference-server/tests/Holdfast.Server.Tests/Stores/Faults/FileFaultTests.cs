using Holdfast.Server.Locks;
using Holdfast.Server.Stores.FileStore;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Faults;

/// <summary>
/// Every file call of store and locks fails, one after the other, in every kind of request. Whatever happens then: the answer is 503 or
/// what it would have been, and as soon as the cause is gone the upload can be used.
/// </summary>
public sealed class FileFaultTests
{
    private const string OffsetBody = "Content-Type: application/offset+octet-stream\r\n";

    // One call, or all from one on. A directory that is away for one call alone is a file that isn't there, and rightly 404.
    private static readonly (string Name, Func<Exception> Error, bool Once)[] Causes =
    [
        ("the disk is full for a moment", FileFaults.NoSpace, true), ("the disk is full", FileFaults.NoSpace, false),
        ("one call isn't permitted", FileFaults.NoPermission, true), ("nothing is permitted", FileFaults.NoPermission, false),
        ("one call breaks", FileFaults.InputOutputError, true), ("the disk breaks", FileFaults.InputOutputError, false),
        ("the directory is away", FileFaults.NoDirectory, false),
    ];

    [TestCase("HEAD", "")]
    [TestCase("GET", "")]
    [TestCase("PATCH", "lo")]
    [TestCase("PATCH checked", "lo")]
    [TestCase("PATCH of an empty upload, checked", "hello")]
    [TestCase("PATCH that declares the length", "lo")]
    [TestCase("PATCH of the draft", "lo")]
    [CancelAfter(120_000)]
    public async Task An_upload_is_usable_again_as_soon_as_the_cause_is_gone(string kind, string sent, CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync();
        await ForEachCallAsync(faulty, async (cause, fail) =>
        {
            var isEmpty = kind.Contains("empty", StringComparison.Ordinal);
            var path =
                await BeginAsync(faulty.Site, isDeferred: kind.Contains("declares", StringComparison.Ordinal), isEmpty, cancellationToken);
            fail();
            var answer = await faulty.Site.AskAsync(RequestOf(kind, path, sent), cancellationToken);
            faulty.Faults.Heal();

            DemandSound(answer, cause, 200, 201, 204);
            var head = await faulty.Site.HeadAsync(path, cancellationToken);
            head.Status.ShouldBe(200, cause);
            var rest = "hello"[(int)head.Offset..];
            var finish = await faulty.Site.AskAsync(
                Patch(path, head.Offset, $"{DeclarationOf(head)}Content-Length: {rest.Length}") + rest, cancellationToken);
            (finish.Status, faulty.Stored(path)).ShouldBe((204, "hello"), cause);
            (await faulty.DeleteAsync(path, cancellationToken)).Status.ShouldBe(204, cause);
            await faulty.SweepAsync(cancellationToken);
            faulty.Files.ShouldBeEmpty(cause);
        });
    }

    [TestCase("POST")]
    [TestCase("POST with a body")]
    [TestCase("POST with a checked body")]
    [TestCase("POST of a final upload")]
    [CancelAfter(120_000)]
    public async Task A_refused_creation_leaves_nothing(string kind, CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync();
        var part = await faulty.Site.CreatePartAsync("hello", cancellationToken);
        await ForEachCallAsync(faulty, async (cause, fail) =>
        {
            fail();
            var answer = await faulty.Site.AskAsync(CreationOf(kind, part), cancellationToken);
            faulty.Faults.Heal();

            DemandSound(answer, cause, 200, 201);
            if (answer.Status is 200 or 201)
            {
                (await faulty.DeleteAsync(new Uri(answer["Location"]!).AbsolutePath, cancellationToken)).Status.ShouldBe(204, cause);
            }

            await faulty.SweepAsync(cancellationToken);
            if (!cause.Contains("(once)", StringComparison.Ordinal) && !cause.Contains("full", StringComparison.Ordinal))
            {
                // Nothing could be removed, so what was made is there: like any upload.
                await RemoveAllAsync(faulty, except: part, cancellationToken);
                await faulty.SweepAsync(cancellationToken);
            }

            faulty.Files.ShouldBe([part.Split('/')[^1], part.Split('/')[^1] + ".info"], ignoreOrder: true, cause);
        });
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_removal_that_fails_can_be_repeated(CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync();
        await ForEachCallAsync(faulty, async (cause, fail) =>
        {
            var path = await BeginAsync(faulty.Site, isDeferred: false, isEmpty: false, cancellationToken);
            fail();
            var answer = await faulty.DeleteAsync(path, cancellationToken);
            faulty.Faults.Heal();

            DemandSound(answer, cause, 204);
            (await faulty.DeleteAsync(path, cancellationToken)).Status.ShouldBeOneOf(204, 404);
            await faulty.SweepAsync(cancellationToken);
            faulty.Files.ShouldBeEmpty(cause);
        });
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task With_bytes_on_the_disk_before_the_answer_the_same_holds(CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync(new FileStoreOptions { SyncToDisk = true });
        for (var call = 1; ; call++)
        {
            faulty.Faults.FailAt(call, FileFaults.InputOutputError, once: true);
            var created = await faulty.Site.AskAsync(CreationOf("POST with a body", ""), cancellationToken);
            faulty.Faults.Heal();

            DemandSound(created, $"call {call}", 201);
            if (created.Status == 201)
            {
                (await faulty.DeleteAsync(new Uri(created["Location"]!).AbsolutePath, cancellationToken)).Status.ShouldBe(204);
            }

            faulty.Files.ShouldBeEmpty($"call {call}");
            if (faulty.Faults.Reached < call)
            {
                break;
            }
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_lock_that_can_not_be_released_is_free_all_the_same(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var faults = new FileFaults();
        var locker = new FileUploadLocker(directory.FullName, new FileLockOptions(), faults.Calls);
        var held = await locker.AcquireAsync("a", () => { }, cancellationToken);

        faults.FailAt(1, FileFaults.NoPermission, once: false);
        await held.ShouldNotBeNull().DisposeAsync();
        faults.Heal();

        await using (var next = await locker.AcquireAsync("a", () => { }, cancellationToken))
        {
            next.ShouldNotBeNull();
        }

        await using var other = await new FileUploadLocker(directory.FullName).AcquireAsync("a", () => { }, cancellationToken);
        other.ShouldNotBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_wish_that_can_not_be_looked_for_is_seen_later(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var faults = new FileFaults();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = await new FileUploadLocker(directory.FullName, new FileLockOptions(), faults.Calls)
            .AcquireAsync("a", asked.SetResult, cancellationToken);
        faults.FailAt(1, FileFaults.NoPermission, once: false);
        var waiting = new FileUploadLocker(directory.FullName).AcquireAsync("a", () => { }, cancellationToken).AsTask();
        while (faults.Count < 6)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        asked.Task.IsCompleted.ShouldBeFalse();
        faults.Heal();
        await asked.Task.WaitAsync(cancellationToken);

        await held.ShouldNotBeNull().DisposeAsync();
        await using var next = await waiting;
        next.ShouldNotBeNull();
    }

    // Until a call is asked to fail that isn't made any more. Timers make calls, too, so the number isn't the same each time.
    private static async Task ForEachCallAsync(FaultySite faulty, Func<string, Action, Task> act)
    {
        foreach (var (name, error, once) in Causes)
        {
            for (var call = 1; ; call++)
            {
                await act($"{name}{(once ? " (once)" : "")}, at call {call}", () => faulty.Faults.FailAt(call, error, once));
                if (faulty.Faults.Reached < call)
                {
                    call.ShouldBeGreaterThan(1, "A request makes file calls.");
                    break;
                }
            }
        }
    }

    private static async Task RemoveAllAsync(FaultySite faulty, string except, CancellationToken cancellationToken)
    {
        foreach (var id in faulty.Files.Where(name => name.EndsWith(".info", StringComparison.Ordinal)).Select(name => name[..^5]).ToList())
        {
            if (id != except.Split('/')[^1])
            {
                (await faulty.DeleteAsync($"/files/{id}", cancellationToken)).Status.ShouldBe(204);
            }
        }
    }

    private static void DemandSound(WireResponse answer, string cause, params int[] success)
    {
        answer.Status.ShouldBeOneOf([.. success, 503]);
        if (answer.Status == 503)
        {
            answer["Retry-After"].ShouldNotBeNull(cause);
        }
    }

    private static async Task<string> BeginAsync(UploadSite site, bool isDeferred, bool isEmpty, CancellationToken cancellationToken)
    {
        var length = isDeferred ? "Upload-Defer-Length: 1" : "Upload-Length: 5";
        var created = await site.AskAsync(Request("POST", "/files/", $"{length}\r\n"), cancellationToken);
        var path = new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
        if (!isEmpty)
        {
            (await site.PatchAsync(path, 0, "hel", cancellationToken)).Status.ShouldBe(204);
        }

        return path;
    }

    private static string DeclarationOf(WireResponse head) => head["Upload-Length"] is null ? "Upload-Length: 5\r\n" : "";

    private static string RequestOf(string kind, string path, string sent)
    {
        var checksum = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(sent)));
        var check = kind.Contains("checked", StringComparison.Ordinal) ? $"Upload-Checksum: sha256 {checksum}\r\n" : "";
        var declaration = kind.Contains("declares", StringComparison.Ordinal) ? "Upload-Length: 5\r\n" : "";
        return kind.Contains("draft", StringComparison.Ordinal)
            ? new Draft(8).Append(path, 5 - sent.Length, isComplete: true, sent)
            : kind.StartsWith("PATCH", StringComparison.Ordinal)
            ? Patch(path, 5 - sent.Length, $"{check}{declaration}Content-Length: {sent.Length}") + sent
            : Request(kind, path);
    }

    private static string CreationOf(string kind, string part) => kind switch
    {
        "POST" => Request("POST", "/files/", "Upload-Length: 5\r\n"),
        "POST with a body" => Request("POST", "/files/", $"Upload-Length: 5\r\n{OffsetBody}Content-Length: 5\r\n") + "hello",
        "POST with a checked body" => Request(
            "POST", "/files/",
            $"Upload-Length: 5\r\n{OffsetBody}Upload-Checksum: sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=\r\nContent-Length: 5\r\n") + "hello",
        _ => Request("POST", "/files/", $"Upload-Concat: final;{part} {part}\r\n"),
    };
}
