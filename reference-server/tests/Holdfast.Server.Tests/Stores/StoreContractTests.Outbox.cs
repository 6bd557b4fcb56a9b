using System.Text;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Server.Tests.Stores;

// The documents by which events outlive a crash, and what a store does for them.
public abstract partial class StoreContractTests
{
    private IOutbox Outbox => Requires<IOutboxStore>().Outbox;

    [Test]
    public async Task A_document_is_read_by_another_instance_until_it_is_removed()
    {
        await PutAsync("a", "1-x", "first");
        await PutAsync("a", "1-x", "second");

        (await TextAsync("a", "1-x")).ShouldBe("second");
        (await TextAsync("a", "2-x")).ShouldBeNull();
        (await TextAsync("b", "1-x")).ShouldBeNull();

        await RemoveAsync("a", "1-x");
        await RemoveAsync("a", "1-x");
        (await TextAsync("a", "1-x")).ShouldBeNull();
        (await IdsAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_document_that_is_there_is_not_added_again()
    {
        (await AddAsync("a", "0-x", "first")).ShouldBeTrue();

        (await AddAsync("a", "0-x", "second")).ShouldBeFalse();

        (await TextAsync("a", "0-x")).ShouldBe("first");
        await RemoveAsync("a", "0-x");
        (await AddAsync("a", "0-x", "third")).ShouldBeTrue();
        await RemoveAsync("a", "0-x");
    }

    [Test]
    public async Task Documents_are_listed_in_order_and_by_upload()
    {
        string[] ids = ["a", "a/b", "a/b/c", "c+2~d"];
        foreach (var id in ids)
        {
            await PutAsync(id, "2-x-0000000000000000010", "");
            await PutAsync(id, "1-x", "");
            await PutAsync(id, "2-x-0000000000000000009", "");
        }

        foreach (var id in ids)
        {
            var names = await Outbox.NamesAsync(id, default);
            names.ShouldBe(["1-x", "2-x-0000000000000000009", "2-x-0000000000000000010"]);
        }

        (await Outbox.NamesAsync("x", default)).ShouldBeEmpty();
        (await IdsAsync()).Distinct().ShouldBe(ids, ignoreOrder: true);
        foreach (var id in ids)
        {
            await RemoveAsync(id, "1-x");
            await RemoveAsync(id, "2-x-0000000000000000009");
            (await IdsAsync()).ShouldContain(id);
            await RemoveAsync(id, "2-x-0000000000000000010");
            (await IdsAsync()).ShouldNotContain(id);
        }
    }

    [Test]
    public async Task Documents_of_one_upload_may_come_and_go_at_the_same_time()
    {
        var repetitions = Requires<IOutboxStore>() is FileUploadStore ? 3_000 : 10;

        await Task.WhenAll(new[] { "1-x", "2-x", "3-x" }.Select(name => Task.Run(async () =>
        {
            for (var repetition = 0; repetition < repetitions; repetition++)
            {
                await PutAsync("a/b", name, name);
                (await TextAsync("a/b", name)).ShouldBe(name);
                await RemoveAsync("a/b", name);
            }
        })));

        (await IdsAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task Documents_are_no_uploads_and_outlive_theirs()
    {
        var store = Requires<IOutboxStore>();
        var upload = await UploadAsync("hello");
        await PutAsync(upload.Id, "4-x", "gone");

        if (store is ITerminatingStore terminating)
        {
            await terminating.TerminateAsync(upload, default);
        }

        if (store is ILeftovers leftovers)
        {
            (await leftovers.RemoveLeftoversAsync(DateTimeOffset.MaxValue, default).ToListAsync()).ShouldBeEmpty();
        }

        if (store is IExpiringStore expiring)
        {
            (await expiring.ListAsync(DateTimeOffset.MaxValue).ToListAsync()).ShouldBeEmpty();
        }

        (await TextAsync(upload.Id, "4-x")).ShouldBe("gone");
        await RemoveAsync(upload.Id, "4-x");
    }

    [Test]
    public async Task An_outbox_that_can_not_be_reached_is_no_empty_one()
    {
        var outbox = Outbox;
        await PutAsync("a", "1-x", "kept");
        using (TakeAway())
        {
            Func<Task>[] calls =
            [
                async () => await outbox.PutAsync("a", "1-x", default, default),
                async () => await outbox.TryAddAsync("a", "2-x", default, default),
                async () => await outbox.ReadAsync("a", "1-x", default),
                async () => await outbox.RemoveAsync("a", "1-x", default),
                async () => await outbox.NamesAsync("a", default),
                async () => await outbox.IdsAsync(default).ToListAsync(),
            ];
            foreach (var call in calls)
            {
                (await Should.ThrowAsync<UploadStoreException>(call)).IsTransient.ShouldBeTrue();
            }
        }

        (await TextAsync("a", "1-x")).ShouldBe("kept");
        await RemoveAsync("a", "1-x");
    }

    [Test]
    public async Task A_new_upload_is_announced_by_its_id_before_it_exists()
    {
        var store = Requires<IOutboxStore>();
        UploadInfo? announced = null;
        var scope = new WriteScope
        {
            Creating = async upload =>
            {
                announced = upload;
                (await Open().GetInfoAsync(upload.Id, default)).ShouldBeNull();
            },
        };

        var made = (await store.CreateAsync(Wanted, scope)).ShouldNotBeNull();

        announced.ShouldNotBeNull().Id.ShouldBe(made.Id);
        await ReadAsync(made.Id);
    }

    [Test]
    public async Task An_upload_whose_announcement_fails_is_not_made()
    {
        var store = Requires<IOutboxStore>();
        var id = "";
        var scope = new WriteScope
        {
            Creating = upload =>
            {
                id = upload.Id;
                throw new UploadStoreException("No room.", isTransient: true);
            },
        };

        await Should.ThrowAsync<UploadStoreException>(async () => await store.CreateAsync(Wanted, scope));

        (await Open().GetInfoAsync(id, default)).ShouldBeNull();
        (await store.CreateAsync(Wanted, default)).ShouldNotBeNull();
    }

    [Test]
    public async Task A_failed_hook_at_the_finish_is_remembered_until_it_succeeds([Values] bool isEmpty)
    {
        var store = Requires<IUpdatingStore>();
        var upload = await UploadAsync(isEmpty ? "" : "hello");

        await store.UpdateAsync(upload with { PreFinishFailed = true }, default);

        var failed = await ReadAsync(upload.Id);
        (failed.PreFinishFailed, failed.HasAllBytes, failed.IsComplete).ShouldBe((true, true, false));
        await store.UpdateAsync(failed with { PreFinishFailed = false }, default);
        (await ReadAsync(upload.Id)).IsComplete.ShouldBeTrue();
    }

    private async Task PutAsync(string id, string name, string text) =>
        await Outbox.PutAsync(id, name, Encoding.UTF8.GetBytes(text), default);

    private async Task<bool> AddAsync(string id, string name, string text) =>
        await Outbox.TryAddAsync(id, name, Encoding.UTF8.GetBytes(text), default);

    private async Task RemoveAsync(string id, string name) => await Outbox.RemoveAsync(id, name, default);

    private async Task<string?> TextAsync(string id, string name) =>
        await Outbox.ReadAsync(id, name, default) is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    private async Task<List<string>> IdsAsync() => await Outbox.IdsAsync(default).ToListAsync();
}
