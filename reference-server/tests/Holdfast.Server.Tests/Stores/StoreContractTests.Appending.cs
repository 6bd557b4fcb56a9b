using System.IO.Pipelines;
using System.Text;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

// Bytes are kept in the order in which they arrive, up to the offset that is told.
public abstract partial class StoreContractTests
{
    [Test]
    public async Task An_upload_comes_in_pieces_and_each_call_takes_what_the_last_returned()
    {
        var store = Open();
        var upload = await CreateAsync(Wanted, store);

        upload = await AppendAsync(store, upload, "hel", "lo");
        (upload.Offset, upload.HasAllBytes).ShouldBe((5, false));
        upload = await AppendAsync(store, upload, " ", "world");

        (upload.Offset, upload.HasAllBytes).ShouldBe((11, true));
        (await ContentAsync(upload.Id)).ShouldBe("hello world");
    }

    [Test]
    public async Task A_cut_append_keeps_what_arrived_and_another_instance_goes_on()
    {
        var cut = await AppendAsync(Open(), await CreateAsync(Wanted), "hel", "lo w");

        var found = await ReadAsync(cut.Id);
        found.Offset.ShouldBe(7);
        await AppendAsync(Open(), found, "orld");

        (await ContentAsync(cut.Id)).ShouldBe("hello world");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_append_that_is_ended_keeps_a_beginning_of_what_arrived(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var made = await CreateAsync(Wanted);
        var body = new Pipe();
        var appending = Open().AppendAsync(made, body.Reader, new WriteScope(0, null, end.Token));
        await body.Writer.WriteAsync("hello "u8.ToArray(), cancellationToken);
        await end.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await appending);

        var found = await ReadAsync(made.Id);
        found.Offset.ShouldBeLessThanOrEqualTo(6);
        await AppendAsync(Open(), found, "hello world"[(int)found.Offset..]);
        (await ContentAsync(made.Id)).ShouldBe("hello world");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Progress_is_told_up_to_stored_bytes_only(CancellationToken cancellationToken)
    {
        var told = new List<(long Offset, long Stored)>();
        var upload = await AppendAsync(Open(), await CreateAsync(Wanted), "hel");
        var scope = new WriteScope(
            0, offset => told.Add((offset, Open().GetInfoAsync(upload.Id, default).AsTask().Result!.Offset)), cancellationToken);

        await Open().AppendAsync(upload, BodyOf("lo ", "world"), scope);

        told.ShouldAllBe(progress => progress.Offset > 3 && progress.Offset <= progress.Stored);
        told.Select(progress => progress.Offset).ShouldBeInOrder(SortDirection.Ascending);
    }

    [Test]
    public async Task An_empty_body_changes_nothing_of_an_upload_complete_or_not()
    {
        var part = await AppendAsync(Open(), await CreateAsync(Wanted), "hello ");
        (await AppendAsync(Open(), part, [])).ShouldBe(part);
        var whole = await FinishAsync(Open(), await AppendAsync(Open(), part, "world"));

        var after = await AppendAsync(Open(), await ReadAsync(whole.Id), []);

        (after.Offset, after.IsComplete).ShouldBe((11, true));
        (await ContentAsync(whole.Id)).ShouldBe("hello world");
    }

    private static Task<UploadInfo> AppendAsync(IUploadStore store, UploadInfo upload, params string[] pieces) =>
        store.AppendAsync(upload, BodyOf(pieces), default).AsTask();

    // A body in as many blocks as there are pieces, each of them read by itself.
    private static PiecewiseBody BodyOf(params string[] pieces) => new PiecewiseBody([.. pieces.Select(Encoding.Latin1.GetBytes)]);
}
