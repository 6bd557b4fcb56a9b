using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

// A body with a checksum counts as a whole, or not at all.
public abstract partial class StoreContractTests
{
    [TestCase(0)]
    [TestCase(6)]
    public async Task A_body_counts_once_it_is_judged_sound(int offset)
    {
        var store = Requires<IVerifyingStore>();
        var before = await AppendAsync(store, await CreateAsync(Wanted, store), "hello "[..offset]);
        var (judged, seen) = (0, -1L);

        var after = await store.AppendVerifiedAsync(before, BodyOf("hello world"[offset..]), Judge, default);

        (after.Offset, judged, seen).ShouldBe((11, 1, offset));
        await FinishAsync(store, after);
        (await ContentAsync(before.Id)).ShouldBe("hello world");

        bool Judge()
        {
            judged++;
            seen = Open().GetInfoAsync(before.Id, default).AsTask().Result!.Offset;
            return true;
        }
    }

    [TestCase(0)]
    [TestCase(6)]
    public async Task Nothing_counts_of_a_body_that_is_judged_unsound(int offset)
    {
        var store = Requires<IVerifyingStore>();
        var before = await AppendAsync(store, await CreateAsync(Wanted, store), "hello "[..offset]);

        (await store.AppendVerifiedAsync(before, BodyOf("wrong"), () => false, default)).ShouldBe(before);

        var found = await ReadAsync(before.Id);
        found.Offset.ShouldBe(offset);
        await FinishAsync(store, await AppendAsync(store, found, "hello world"[offset..]));
        (await ContentAsync(before.Id)).ShouldBe("hello world");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Nothing_counts_of_a_body_that_ends_before_it_is_judged(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var store = Requires<IVerifyingStore>();
        var before = await AppendAsync(store, await CreateAsync(Wanted, store), "hello ");
        var body = new Pipe();
        var appending = store.AppendVerifiedAsync(
            before, body.Reader, () => throw new InvalidOperationException("It isn't whole."), new WriteScope(0, null, end.Token));
        await body.Writer.WriteAsync("WOR"u8.ToArray(), cancellationToken);
        await end.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await appending);

        var found = await ReadAsync(before.Id);
        found.Offset.ShouldBe(6);
        await FinishAsync(store, await AppendAsync(store, found, "world"));
        (await ContentAsync(before.Id)).ShouldBe("hello world");
    }
}
