using System.Text;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

// The bytes of an upload can be read while it changes.
public abstract partial class StoreContractTests
{
    [TestCase(0, 11, "hello world")]
    [TestCase(6, 5, "world")]
    [TestCase(3, 4, "lo w")]
    [TestCase(10, 1, "d")]
    [TestCase(11, 0, "")]
    public async Task Exactly_the_bytes_that_are_asked_for_can_be_read(long from, long count, string content)
    {
        var store = Requires<IServingStore>();
        var upload = await UploadAsync("hello world");

        await using var stream = (await store.OpenReadAsync(await ReadAsync(upload.Id), from, count, default)).ShouldNotBeNull();
        using var reader = new StreamReader(stream, Encoding.Latin1);

        (await reader.ReadToEndAsync()).ShouldBe(content);
    }

    [Test]
    public async Task An_unfinished_upload_can_be_read_up_to_the_offset_that_is_known()
    {
        var store = Requires<IServingStore>();
        if (!store.ServesUnfinished)
        {
            Assert.Ignore("The store serves complete uploads only.");
        }

        var known = await AppendAsync(Open(), await CreateAsync(Wanted), "hello ");
        await AppendAsync(Open(), known, "world");

        await using var stream = (await store.OpenReadAsync(known, 0, known.Offset, default)).ShouldNotBeNull();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        (await reader.ReadToEndAsync()).ShouldBe("hello ");
    }

    [Test]
    public async Task Two_readers_at_once_do_not_disturb_each_other()
    {
        var store = Requires<IServingStore>();
        var upload = await UploadAsync("hello world");
        await using var first = (await store.OpenReadAsync(upload, 0, 11, default)).ShouldNotBeNull();
        await using var second = (await store.OpenReadAsync(upload, 0, 11, default)).ShouldNotBeNull();
        using var one = new StreamReader(first, Encoding.Latin1);
        using var other = new StreamReader(second, Encoding.Latin1);

        var (some, all) = (new char[1], await other.ReadToEndAsync());
        await one.ReadBlockAsync(some);

        (some[0] + await one.ReadToEndAsync(), all).ShouldBe(("hello world", "hello world"));
    }

    private async Task<string> ContentAsync(string id)
    {
        var upload = await ReadAsync(id);
        upload = upload.HasAllBytes ? await FinishAsync(Open(), upload) : upload;
        await using var stream = (await ((IServingStore)Open()).OpenReadAsync(upload, 0, upload.Offset, default)).ShouldNotBeNull();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
