using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>A final upload that waits is put together when its last part is complete, without anybody looking at it.</summary>
public sealed class WaitingConcatenationTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task The_last_part_puts_every_final_upload_together_that_waits_for_it(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var a = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var b = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var first = await WaitForAsync(site, $"{a} {b}", cancellationToken);
        var second = await WaitForAsync(site, $"{b} {a} {b}", cancellationToken);

        await site.PatchAsync(b, 0, "world", cancellationToken);
        site.Stored(first).ShouldBeEmpty();
        await site.PatchAsync(a, 0, "hello", cancellationToken);

        await UntilStoredAsync(site, first, "helloworld", cancellationToken);
        await UntilStoredAsync(site, second, "worldhelloworld", cancellationToken);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_part_that_becomes_complete_while_the_final_upload_is_made_is_not_overlooked(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        site.Store.AfterCreation = _ => site.PatchAsync(part, 0, "hello", cancellationToken);

        var final = await WaitForAsync(site, part, cancellationToken);

        site.Stored(final).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_store_that_fails_then_does_not_harm_the_part_and_the_next_look_tries_again(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Store.BeforeConcatenation = () =>
        {
            site.Store.BeforeConcatenation = () => Task.CompletedTask;
            failed.SetResult();
            throw new IOException("The disk is full.");
        };
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var final = await WaitForAsync(site, part, cancellationToken);

        (await site.PatchAsync(part, 0, "hello", cancellationToken)).Status.ShouldBe(204);
        await failed.Task.WaitAsync(cancellationToken);

        site.Stored(final).ShouldBeEmpty();
        (await site.HeadAsync(final, cancellationToken)).Offset.ShouldBe(5);
        site.Stored(final).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_that_was_removed_stays_removed_when_its_part_is_complete(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var removed = await WaitForAsync(site, part, cancellationToken);
        var kept = await WaitForAsync(site, part, cancellationToken);
        await site.AskAsync(Request("DELETE", removed), cancellationToken);

        await site.PatchAsync(part, 0, "hello", cancellationToken);
        await UntilStoredAsync(site, kept, "hello", cancellationToken);

        site.Files().Count().ShouldBe(4, "the part, the other final upload and their info files");
    }

    private static async Task<string> WaitForAsync(UploadSite site, string parts, CancellationToken cancellationToken)
    {
        var created = await site.ConcatenateAsync($"final;{parts}", cancellationToken);
        created.Status.ShouldBe(201, created.Body);
        return new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
    }

    private static async Task UntilStoredAsync(UploadSite site, string path, string expected, CancellationToken cancellationToken)
    {
        while (site.Stored(path) != expected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
