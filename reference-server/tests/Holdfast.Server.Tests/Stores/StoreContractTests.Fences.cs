using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

// The promises of a store that compares fences.
public abstract partial class StoreContractTests
{
    [Test]
    public async Task A_late_change_of_a_holder_that_lost_its_lock_is_refused_and_nothing_of_it_counts(
        [Values("append", "verified append", "update", "finish", "expiry", "termination")] string change)
    {
        var store = OpenWithFences();
        var late = await CreateAsync(Wanted, store);
        await store.AppendAsync(await ReadAsync(late.Id), BodyOf("hello "), Under(8));
        var known = await ReadAsync(late.Id);

        await Should.ThrowAsync<UploadStoreException>(async () => await (change switch
        {
            "append" => store.AppendAsync(late, BodyOf("HELLO"), Under(7)).AsTask(),
            "verified append" => ((IVerifyingStore)store).AppendVerifiedAsync(late, BodyOf("HELLO"), () => true, Under(7)).AsTask(),
            "update" => ((IUpdatingStore)store).UpdateAsync(known with { Length = 6 }, Under(7)).AsTask(),
            "finish" => store.FinishAsync(known with { Length = 6 }, Under(7)).AsTask(),
            "expiry" => ((IExpiringStore)store).ExpireAsync(known, Under(7)).AsTask(),
            _ => ((ITerminatingStore)store).TerminateAsync(known, Under(7)).AsTask(),
        }));

        await store.FinishAsync(await store.AppendAsync(await ReadAsync(late.Id), BodyOf("world"), Under(8)), Under(8));
        (await ContentAsync(late.Id)).ShouldBe("hello world");
    }

    [Test]
    public async Task A_late_concatenation_of_a_holder_that_lost_its_lock_is_refused()
    {
        var store = OpenWithFences() as IConcatenatingStore ?? throw new IgnoreException("The store doesn't concatenate.");
        var part = await UploadAsync("hello", "a", isPartial: true);
        var final = await CreateAsync(new UploadInfo { Id = Id, Length = 5, IsFinal = true, PartialUploads = [part.Id] }, store);
        await store.FinishAsync(await store.ConcatenateAsync(final, [part], Under(8)), Under(8));

        await Should.ThrowAsync<UploadStoreException>(async () => await store.ConcatenateAsync(final, [part, part], Under(7)));

        (await ContentAsync(final.Id)).ShouldBe("hello");
    }

    [Test]
    public async Task The_fence_of_a_lock_that_can_not_be_lost_is_not_compared()
    {
        var store = OpenWithFences();
        var upload = await CreateAsync(Wanted, store);
        upload = await store.AppendAsync(upload, BodyOf("hello "), Under(8));

        (await store.AppendAsync(upload, BodyOf("world"), default)).HasAllBytes.ShouldBeTrue();
    }

    private IUploadStore OpenWithFences() => ComparesFences ? Open() : throw new IgnoreException("The store doesn't compare fences.");

    private static WriteScope Under(long fence) => new(fence, Stored: null, CancellationToken.None);
}
