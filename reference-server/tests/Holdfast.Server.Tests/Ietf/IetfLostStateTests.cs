namespace Holdfast.Server.Tests.Ietf;

/// <summary>Draft, Upload Offset: an upload that has lost a part of its state is refused, and never offered at a smaller offset.</summary>
public sealed class IetfLostStateTests
{
    [TestCase(4)]
    [TestCase(0)]
    [TestCase(-1)]
    [CancelAfter(20_000)]
    public async Task An_upload_that_lost_acknowledged_bytes_is_gone(int left, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "he", cancellationToken);
        await draft.AppendAsync(site, path, 2, isComplete: false, "llo", cancellationToken);

        Lose(site, path, left);

        await ShouldBeGoneAsync(site, draft, path, left, cancellationToken);
        await site.RestartAsync();
        await ShouldBeGoneAsync(site, draft, path, left, cancellationToken);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_complete_upload_that_lost_bytes_is_gone([Values] bool atOnce, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, atOnce ? "" : "hel", cancellationToken);
        await draft.AppendAsync(site, path, atOnce ? 0 : 3, isComplete: true, atOnce ? "hello" : "lo", cancellationToken);

        Lose(site, path, 4);

        await ShouldBeGoneAsync(site, draft, path, 4, cancellationToken);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_cut_append_is_acknowledged_as_far_as_it_came(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "", cancellationToken);
        await site.Store.AppendEndedAsync(cancellationToken);
        using (var connection = await site.ConnectAsync(cancellationToken))
        {
            await connection.SendAsync(draft.AppendHead(path, 0, isComplete: true, "Content-Length: 10\r\n") + "hello", cancellationToken);
        }

        await site.Store.AppendEndedAsync(cancellationToken);
        (await draft.HeadAsync(site, path, cancellationToken)).Offset.ShouldBe(5);

        Lose(site, path, 4);

        (await draft.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task In_tus_the_data_alone_counts_as_in_tusd(CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        Lose(site, path, 4);

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(4);
    }

    private static async Task ShouldBeGoneAsync(UploadSite site, Draft draft, string path, int left, CancellationToken cancellationToken)
    {
        (await draft.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(404);
        (await draft.AppendAsync(site, path, Math.Max(left, 0), isComplete: false, "!", cancellationToken)).Status.ShouldBe(404);
        (await draft.AppendAsync(site, path, 5, isComplete: true, "", cancellationToken)).Status.ShouldBe(404);
    }

    private static void Lose(UploadSite site, string path, int left)
    {
        var data = Path.Combine(site.Directory, path.Split('/')[^1]);
        if (left < 0)
        {
            File.Delete(data);
            return;
        }

        using var file = new FileStream(data, FileMode.Open);
        file.SetLength(left);
    }
}
