using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

// A final upload gets the bytes of its parts in one step.
public abstract partial class StoreContractTests
{
    [Test]
    public async Task Parts_are_joined_in_their_order_and_stay_as_they_are()
    {
        var store = Requires<IConcatenatingStore>();
        var (first, second) = (await UploadAsync("hello ", "a", isPartial: true), await UploadAsync("world", "b", isPartial: true));
        string[] ids = [first.Id, second.Id, first.Id];
        var final = await CreateAsync(new UploadInfo { Id = Id, Length = null, IsFinal = true, PartialUploads = ids }, store);

        final = await store.ConcatenateAsync(final with { Length = 17 }, [first, second, first], default);

        (final.Offset, final.Length, final.IsWaiting).ShouldBe((17, 17, false));
        (await FinishAsync(store, final)).IsComplete.ShouldBeTrue();
        var found = await ReadAsync(final.Id);
        (found.Length, found.IsComplete).ShouldBe((17, true));
        (await ContentAsync(final.Id)).ShouldBe("hello worldhello ");
        (await ContentAsync(first.Id), await ContentAsync(second.Id)).ShouldBe(("hello ", "world"));
    }

    [Test]
    public async Task A_concatenation_that_is_ended_leaves_the_final_upload_empty()
    {
        var store = Requires<IConcatenatingStore>();
        var part = await UploadAsync("hello", "a", isPartial: true);
        var final = await CreateAsync(new UploadInfo { Id = Id, Length = 5, IsFinal = true, PartialUploads = [part.Id] }, store);

        await Should.ThrowAsync<OperationCanceledException>(
            async () => await store.ConcatenateAsync(final, [part], new WriteScope(0, null, new CancellationToken(canceled: true))));

        (await ReadAsync(final.Id)).Offset.ShouldBe(0);
        await FinishAsync(store, await store.ConcatenateAsync(await ReadAsync(final.Id), [part], default));
        (await ContentAsync(final.Id)).ShouldBe("hello");
    }
}
