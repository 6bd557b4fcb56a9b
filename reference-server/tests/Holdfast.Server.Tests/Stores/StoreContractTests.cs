using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

/// <summary>
/// What every store promises. A new store derives a fixture from this one and passes it; what the store doesn't offer is ignored.
/// </summary>
[CancelAfter(20_000)]
public abstract partial class StoreContractTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private static readonly UploadInfo Wanted = new() { Id = Id, Length = 11 };

    private static readonly UploadInfo DescribedInFull = Wanted with
    {
        Metadata = "filename YS50eHQ=,empty",
        IsPartial = true,
        Concat = "partial",
        ReprDigest = "sha-256=:AAAA:",
        WantReprDigest = "sha-256=1",
    };

    /// <summary>The store refuses writes of a holder that lost the upload's lock.</summary>
    protected virtual bool ComparesFences => false;

    /// <summary>The difference between two dates that the store can tell apart.</summary>
    protected virtual TimeSpan DateResolution => TimeSpan.FromMilliseconds(30);

    /// <summary>Opens the store as a new process would: over what is there, and without any knowledge of it.</summary>
    protected abstract IUploadStore Open();

    /// <summary>The place where the uploads are can't be reached until the result is disposed.</summary>
    protected abstract IDisposable TakeAway();

    /// <summary>Loses all but the first bytes of an upload, as a damaged disk does; false when a test can't bring that about.</summary>
    protected virtual bool TryLose(string id, int left) => false;

    [Test]
    public async Task A_created_upload_is_known_to_another_instance_with_all_that_was_said()
    {
        var wanted = DescribedInFull with { Completion = UploadCompletion.Awaited };

        var made = (await Open().CreateAsync(wanted, default)).ShouldNotBeNull();
        var found = (await Open().GetInfoAsync(made.Id, default)).ShouldNotBeNull();

        foreach (var upload in new[] { made, found })
        {
            (upload with { LastChanged = null, State = null, NeedsFinish = false }).ShouldBeEquivalentTo(wanted with { Id = made.Id });
        }
    }

    [Test]
    public async Task A_final_upload_is_known_by_its_parts()
    {
        var made = await CreateAsync(Wanted with { IsFinal = true, PartialUploads = ["b", "a", "b"], Concat = "final;b a b" });

        var found = (await Open().GetInfoAsync(made.Id, default)).ShouldNotBeNull();

        (found.IsFinal, found.IsWaiting, found.Concat).ShouldBe((true, true, "final;b a b"));
        found.PartialUploads.ShouldBe(["b", "a", "b"]);
    }

    [Test]
    public async Task An_upload_is_never_overwritten()
    {
        var made = await CreateAsync(Wanted);
        await AppendAsync(Open(), made, "hello ");

        (await Open().CreateAsync(Wanted with { Id = made.Id, Length = 3 }, default)).ShouldBeNull();

        var found = await ReadAsync(made.Id);
        (found.Length, found.Offset).ShouldBe((11, 6));
    }

    [TestCase("fedcba9876543210fedcba9876543210")]
    [TestCase("")]
    [TestCase("../secret")]
    [TestCase("a\0b")]
    [TestCase("żółw")]
    public async Task An_upload_that_is_not_there_is_not_found_whatever_its_name(string id) =>
        (await Open().GetInfoAsync(id, default)).ShouldBeNull();

    [Test]
    public async Task A_store_that_can_not_be_reached_is_no_store_without_uploads()
    {
        var store = Open();
        var upload = await AppendAsync(store, await CreateAsync(Wanted, store), "hello ");
        using (TakeAway())
        {
            Func<Task>[] calls =
            [
                async () => await store.GetInfoAsync(upload.Id, default),
                async () => await store.CreateAsync(Wanted with { Id = "other" }, default),
                async () => await store.AppendAsync(upload, BodyOf("world"), default),
                async () => await ((IVerifyingStore)store).AppendVerifiedAsync(upload, BodyOf("world"), () => true, default),
                async () => await ((IUpdatingStore)store).UpdateAsync(upload, default),
                async () => await ((IExpiringStore)store).ExpireAsync(upload, default),
                async () => await ((ITerminatingStore)store).TerminateAsync(upload, default),
                async () => await ((IServingStore)store).OpenReadAsync(upload, 0, 6, default),
                async () => await ((IExpiringStore)store).ListAsync(DateTimeOffset.MaxValue).ToListAsync(),
            ];
            foreach (var call in calls)
            {
                (await Should.ThrowAsync<UploadStoreException>(call)).IsTransient.ShouldBeTrue();
            }
        }

        await FinishAsync(store, await AppendAsync(store, await ReadAsync(upload.Id), "world"));
        (await ContentAsync(upload.Id)).ShouldBe("hello world");
    }

    private T Requires<T>()
        where T : class, IUploadStore
    {
        if (Open() is not T store)
        {
            throw new IgnoreException($"The store is no {typeof(T).Name}.");
        }

        return store;
    }

    private async Task<UploadInfo> CreateAsync(UploadInfo wanted, IUploadStore? store = null) =>
        (await (store ?? Open()).CreateAsync(wanted, default)).ShouldNotBeNull();

    private async Task<UploadInfo> ReadAsync(string id) => (await Open().GetInfoAsync(id, default)).ShouldNotBeNull();

    private async Task<UploadInfo> UploadAsync(string content, string id = Id, bool isPartial = false)
    {
        var made = await CreateAsync(new UploadInfo { Id = id, Length = content.Length, IsPartial = isPartial });
        return await FinishAsync(Open(), await AppendAsync(Open(), made, content));
    }
}
