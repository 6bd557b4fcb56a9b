using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>A locker that remembers the holders of an upload is told when it needn't any more.</summary>
public sealed class ForgottenLockTests
{
    private readonly LeaseLocker _locker = new();

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_is_forgotten_when_it_is_complete_and_not_before(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Locker = _locker });
        var path = await site.CreateAsync(10, cancellationToken);

        await site.PatchAsync(path, 0, "hello", cancellationToken);
        await site.PatchAsync(path, 3, "xxxxx", cancellationToken);
        await site.HeadAsync(path, cancellationToken);
        _locker.Forgotten.ShouldBeEmpty();
        await site.PatchAsync(path, 5, "world", cancellationToken);

        _locker.Forgotten.ShouldBe([IdOf(path)]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_is_forgotten_when_it_is_removed(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Locker = _locker });
        var path = await site.CreateAsync(10, cancellationToken);

        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);

        _locker.Forgotten.ShouldContain(IdOf(path));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_was_never_there_is_forgotten(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Locker = _locker });
        var path = (await site.CreateAsync(10, cancellationToken))[..^4] + "0000";

        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(404);

        _locker.Forgotten.ShouldBe([IdOf(path)]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_is_forgotten_when_it_is_put_together(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Locker = _locker });
        var part = await site.CreatePartAsync("hello", cancellationToken);
        _locker.Forgotten.Clear();

        var final = await site.ConcatenateAsync($"final;{part}", cancellationToken);

        _locker.Forgotten.ShouldContain(IdOf(final["Location"]!));
    }

    private static string IdOf(string path) => path.Split('/')[^1];
}
