using System.Text;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

// What becomes known of an upload after its creation is kept, and nothing else changes.
public abstract partial class StoreContractTests
{
    [Test]
    public async Task A_length_that_is_declared_later_is_kept_and_nothing_else_changes()
    {
        var store = Requires<IUpdatingStore>();
        var upload = await AppendAsync(store, await CreateAsync(DescribedInFull with { Length = null }, store), "hello ");

        var declared = await store.UpdateAsync(upload with { Length = 11 }, default);

        foreach (var told in new[] { declared, await ReadAsync(upload.Id) })
        {
            (told with { LastChanged = null, State = null }).ShouldBeEquivalentTo(
                upload with { Length = 11, LastChanged = null, State = null });
        }

        (await AppendAsync(store, declared, "world")).HasAllBytes.ShouldBeTrue();
    }

    [Test]
    public async Task The_completion_of_a_drafts_upload_is_kept()
    {
        var store = Requires<IUpdatingStore>();
        var upload = await CreateAsync(Wanted with { Length = null, Completion = UploadCompletion.Awaited }, store);
        upload = await store.UpdateAsync(await AppendAsync(store, upload, "hello"), default);
        (await ReadAsync(upload.Id)).HasAllBytes.ShouldBeFalse();

        await Open().FinishAsync(await store.UpdateAsync(upload with
        {
            Length = 5, Completion = UploadCompletion.Declared,
        }, default), default);

        var found = await ReadAsync(upload.Id);
        (found.Length, found.Completion, found.IsComplete).ShouldBe((5, UploadCompletion.Declared, true));
    }

    [Test]
    public async Task A_drafts_upload_that_lost_acknowledged_bytes_counts_as_gone()
    {
        var store = Requires<IUpdatingStore>();
        var upload = await CreateAsync(Wanted with { Completion = UploadCompletion.Awaited }, store);
        await store.UpdateAsync(await AppendAsync(store, upload, "hello"), default);
        if (!TryLose(upload.Id, left: 4))
        {
            Assert.Ignore("A test can't make this store lose bytes.");
        }

        (await Open().GetInfoAsync(upload.Id, default)).ShouldBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Whoever_reads_while_more_becomes_known_gets_the_former_state_whole_or_the_new_one(CancellationToken cancellationToken)
    {
        var store = Requires<IUpdatingStore>();
        var wanted = DescribedInFull with { Length = null, Completion = UploadCompletion.Awaited };
        var upload = await CreateAsync(wanted, store);
        var reading = Task.Run(async () =>
        {
            for (var seen = -1L; seen < 50;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var found = await ReadAsync(upload.Id);
                (found with { Id = Id, Offset = 0, LastChanged = null, State = null, NeedsFinish = false }).ShouldBeEquivalentTo(wanted);
                found.Offset.ShouldBeGreaterThanOrEqualTo(seen);
                seen = found.Offset;
            }
        }, cancellationToken);

        for (var count = 0; count < 50; count++)
        {
            upload = await store.UpdateAsync(await AppendAsync(store, upload, "x"), default);
        }

        await reading;
    }

    [Test]
    public async Task The_request_of_an_upload_is_kept_and_then_its_answer()
    {
        var store = Requires<IExchangeStore>();
        var request = new RecordedRequest
        {
            Method = "POST", Path = "/a", Query = "?b", Headers = new Dictionary<string, IReadOnlyList<string>> { ["X"] = ["1", "2"] },
        };
        var response = new RecordedResponse
        {
            Status = 202, Headers = new Dictionary<string, IReadOnlyList<string>>(), Content = "done"u8.ToArray(),
        };
        var made = await CreateAsync(
            DescribedInFull with { Length = 5, Exchange = new UploadExchange { Request = request, Owner = "me" } }, store);
        var whole = await FinishAsync(store, await AppendAsync(store, made, "hello"));

        await store.KeepExchangeAsync(whole with { Exchange = whole.Exchange! with { Response = response } }, default);

        var found = await ReadAsync(made.Id);
        (found with { LastChanged = null, State = null, Exchange = null }).ShouldBeEquivalentTo(
            whole with { LastChanged = null, State = null, Exchange = null });
        (found.IsComplete, found.Exchange!.Owner, found.Exchange.Request.Path, found.Exchange.Request.Headers["X"][1]).ShouldBe(
            (true, "me", "/a", "2"));
        (found.Exchange.Response!.Status, Encoding.ASCII.GetString(found.Exchange.Response.Content!.Value.Span)).ShouldBe((202, "done"));
        (await ContentAsync(made.Id)).ShouldBe("hello");
    }
}
