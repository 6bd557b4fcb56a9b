using System.Text;
using Holdfast.Server.Core;
using Holdfast.Server.Tests.Stores;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>
/// A holder that doesn't notice the end of its lease, because its process was suspended, is kept from writing by the store: its fence is
/// older than that of the lock's next holder.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LateWriteTests
{
    private readonly MemoryPlace _place = new();
    private readonly LeaseLocker _locker = new();

    [Test]
    [CancelAfter(20_000)]
    public async Task Nothing_of_a_late_append_counts_and_the_next_holder_goes_on(
        [Values] bool chunked, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Fenced);
        var path = await site.CreateAsync(12, cancellationToken);
        using var late = await site.ConnectAsync(cancellationToken);
        var start = chunked ? Patch(path, 0, "Transfer-Encoding: chunked") + "5\r\nhello\r\n" : Patch(path, 0, 12) + "hello";
        await late.SendAsync(start, cancellationToken);
        while (Stored(path).Length < 5)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await _locker.LoseUnnoticedAsync(path);
        (await site.PatchAsync(path, 5, " wor", cancellationToken)).Offset.ShouldBe(9);
        await late.SendAsync(chunked ? "7\r\nLATELY!\r\n0\r\n\r\n" : "LATELY!", cancellationToken);

        var response = await late.ReadAsync(cancellationToken);
        (response.Status, response["Retry-After"], response["Upload-Offset"]).ShouldBe((503, "5", null));
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(9);
        (await site.PatchAsync(path, 9, "ld!", cancellationToken)).Offset.ShouldBe(12);
        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello world!");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Nothing_of_a_late_body_with_a_checksum_counts(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Fenced);
        var path = await site.CreateAsync(10, cancellationToken);
        using var late = await site.ConnectAsync(cancellationToken);
        await late.SendAsync(
            Patch(path, 0, "Content-Length: 5\r\nUpload-Checksum: sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=") + "hel", cancellationToken);
        while (_place.VerifiedAppends == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await _locker.LoseUnnoticedAsync(path);
        (await site.PatchAsync(path, 0, "HELLO", cancellationToken)).Offset.ShouldBe(5);
        await late.SendAsync("lo", cancellationToken);

        (await late.ReadAsync(cancellationToken)).Status.ShouldBe(503);
        Stored(path).ShouldBe("HELLO");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_late_append_of_the_draft_completes_nothing(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await StartAsync(Fenced);
        var path = await draft.CreateAsync(site, "", cancellationToken);
        using var late = await site.ConnectAsync(cancellationToken);
        var append = draft.Append(path, 0, isComplete: true, "hello");
        await late.SendAsync(append[..^2], cancellationToken);
        while (Stored(path).Length < 3)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await _locker.LoseUnnoticedAsync(path);
        (await draft.AppendAsync(site, path, 3, isComplete: false, "p", cancellationToken)).Status.ShouldBe(204);
        await late.SendAsync(append[^2..], cancellationToken);

        (await Draft.FinalAsync(late, cancellationToken)).Status.ShouldBe(503);
        var head = await draft.HeadAsync(site, path, cancellationToken);
        (head.Offset, draft.IsComplete(head), Stored(path)).ShouldBe((4, false, "help"));
    }

    private UploadOptions Fenced(UploadOptions options) => options with { Store = new MemoryUploadStore(_place), Locker = _locker };

    private string Stored(string path) => Encoding.Latin1.GetString(_place.Uploads[path.Split('/')[^1]].Bytes);
}
