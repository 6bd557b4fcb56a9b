using System.IO.Pipelines;
using System.Text;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

// Uploads are removed on request, and when they have expired.
public abstract partial class StoreContractTests
{
    [Test]
    public async Task A_terminated_upload_is_gone_and_its_name_is_free()
    {
        var store = Requires<ITerminatingStore>();
        var upload = await UploadAsync("hello world");

        await store.TerminateAsync(upload, default);

        (await Open().GetInfoAsync(upload.Id, default)).ShouldBeNull();
        (await ((IServingStore)Open()).OpenReadAsync(upload, 0, 11, default)).ShouldBeNull();
        if (Open() is IExpiringStore expiring)
        {
            (await expiring.ListAsync(DateTimeOffset.MaxValue).ToListAsync()).ShouldBeEmpty();
        }

        await Should.NotThrowAsync(async () => await store.TerminateAsync(upload, default));
        (await CreateAsync(Wanted)).Offset.ShouldBe(0);
    }

    [Test]
    public async Task An_upload_of_which_the_id_alone_is_known_is_terminated_too()
    {
        var store = Requires<ITerminatingStore>();
        var upload = await AppendAsync(Open(), await CreateAsync(Wanted), "hello ");

        await store.TerminateAsync(new UploadInfo { Id = upload.Id, Length = null }, default);

        (await Open().GetInfoAsync(upload.Id, default)).ShouldBeNull();
    }

    [Test]
    public async Task A_reader_during_the_termination_of_an_upload_gets_its_bytes_or_a_failure()
    {
        var store = Requires<ITerminatingStore>();
        var content = string.Concat(Enumerable.Range(0, 100_000).Select(number => (char)('a' + (number % 26))));
        var upload = await UploadAsync(content);
        await using var stream = (await ((IServingStore)store).OpenReadAsync(upload, 0, content.Length, default)).ShouldNotBeNull();
        var some = new byte[1_000];
        await stream.ReadExactlyAsync(some);

        await store.TerminateAsync(upload, default);
        using var rest = new MemoryStream();
        try
        {
            await stream.CopyToAsync(rest);
        }
        catch (Exception failure) when (failure is IOException or UploadStoreException)
        {
            return;
        }

        (Encoding.Latin1.GetString(some) + Encoding.Latin1.GetString(rest.ToArray())).ShouldBe(content);
    }

    [Test]
    public async Task A_date_is_told_that_moves_with_the_bytes_and_is_never_later_than_the_one_that_is_found()
    {
        Requires<IExpiringStore>();
        var made = await CreateAsync(Wanted);
        await Task.Delay(DateResolution, TimeProvider.System);
        // The end of the body comes a while after its bytes.
        var body = new Pipe();
        await body.Writer.WriteAsync("hello "u8.ToArray());
        var appending = Open().AppendAsync(made, body.Reader, default);
        await Task.Delay(DateResolution, TimeProvider.System);
        await body.Writer.CompleteAsync();
        var grown = await appending;

        var found = (await ReadAsync(made.Id)).LastChanged.ShouldNotBeNull();
        made.LastChanged.ShouldNotBeNull().ShouldBeLessThan(grown.LastChanged.ShouldNotBeNull());
        grown.LastChanged.Value.ShouldBeLessThanOrEqualTo(found);
        (found - grown.LastChanged.Value).ShouldBeLessThan(TimeSpan.FromSeconds(1) + DateResolution);
    }

    [Test]
    public async Task Every_upload_that_has_not_changed_since_is_listed()
    {
        var store = Requires<IExpiringStore>();
        var whole = await UploadAsync("hello", "whole");
        var part = await AppendAsync(store, await CreateAsync(Wanted with { Id = "part" }), "hello ");

        var later = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1);
        (await store.ListAsync(later).ToListAsync()).ShouldBe([whole.Id, part.Id], ignoreOrder: true);
        (await store.ListAsync(part.LastChanged!.Value - TimeSpan.FromMinutes(1)).ToListAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task An_upload_expires_as_it_was_read()
    {
        var store = Requires<IExpiringStore>();
        var upload = await AppendAsync(store, await CreateAsync(Wanted), "hello ");

        (await store.ExpireAsync(await ReadAsync(upload.Id), default)).ShouldBeTrue();

        (await Open().GetInfoAsync(upload.Id, default)).ShouldBeNull();
        (await store.ExpireAsync(upload, default)).ShouldBeFalse();
    }

    [Test]
    public async Task An_upload_that_has_changed_since_it_was_read_does_not_expire()
    {
        var store = Requires<IExpiringStore>();
        var id = (await CreateAsync(Wanted)).Id;
        var read = await ReadAsync(id);
        await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
        await AppendAsync(Open(), await ReadAsync(id), "hello ");

        (await store.ExpireAsync(read, default)).ShouldBeFalse();

        (await ReadAsync(id)).Offset.ShouldBe(6);
    }
}
