using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

// An upload with all bytes is made complete by a step of its own, which may be repeated.
public abstract partial class StoreContractTests
{
    [TestCase("hello world")]
    [TestCase("")]
    public async Task An_upload_with_all_bytes_is_finished_and_then_complete(string content)
    {
        var upload = await AppendAsync(Open(), await CreateAsync(Wanted with { Length = content.Length }), content);

        upload.HasAllBytes.ShouldBeTrue();
        (await Open().FinishAsync(upload, default)).IsComplete.ShouldBeTrue();

        (await ReadAsync(upload.Id)).IsComplete.ShouldBeTrue();
        (await ContentAsync(upload.Id)).ShouldBe(content);
    }

    [Test]
    public async Task An_upload_is_finished_twice_with_its_info_and_without_it()
    {
        var store = Open();
        var before = await AppendAsync(store, await CreateAsync(Wanted, store), "hello world");
        await store.FinishAsync(before, default);

        (await store.FinishAsync(before, default)).IsComplete.ShouldBeTrue("Its answer was lost.");
        (await Open().FinishAsync(await ReadAsync(before.Id), default)).IsComplete.ShouldBeTrue();

        (await ContentAsync(before.Id)).ShouldBe("hello world");
    }

    [Test]
    public async Task A_finish_that_a_crash_prevented_is_made_up_for_by_another_instance()
    {
        var before = await AppendAsync(Open(), await CreateAsync(Wanted), "hello world");

        var found = await ReadAsync(before.Id);
        found.HasAllBytes.ShouldBeTrue();
        await Open().FinishAsync(found, default);

        (await ReadAsync(before.Id)).IsComplete.ShouldBeTrue();
        (await ContentAsync(before.Id)).ShouldBe("hello world");
    }

    private static Task<UploadInfo> FinishAsync(IUploadStore store, UploadInfo upload) => store.FinishAsync(upload, default).AsTask();
}
