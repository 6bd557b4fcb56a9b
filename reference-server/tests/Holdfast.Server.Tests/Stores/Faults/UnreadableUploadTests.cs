using Holdfast.Server.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Faults;

/// <summary>
/// An upload whose description is damaged exists but can't be used: 500 and a log, never 404. It can be removed, and expires.
/// </summary>
public sealed class UnreadableUploadTests
{
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("")]
    [TestCase("""{"ID":"a","Size":-1}""")]
    [TestCase("""{"Size":5}""")]
    [TestCase("""{"ID":"a","Size":"five"}""")]
    [CancelAfter(20_000)]
    public async Task It_is_500_and_told_and_can_be_removed(string description, CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(server: options => options with { LoggerFactory = loggers });
        var path = await site.CreatePartAsync("hello", cancellationToken);
        await File.WriteAllTextAsync(InfoOf(site.Directory, path), description, cancellationToken);

        string[] requests =
        [
            Request("HEAD", path), Request("GET", path), Patch(path, 5, 0), Request("POST", "/files/", $"Upload-Concat: final;{path}\r\n"),
        ];
        foreach (var request in requests)
        {
            (await site.AskAsync(request, cancellationToken)).Status.ShouldBe(500, request);
        }

        log.Events.Count(name => name == "InternalServerError").ShouldBe(requests.Length);
        site.Stored(path).ShouldBe("hello");
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);
        site.Files().ShouldBeEmpty();
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task It_expires_when_it_would_have_expired_whatever_it_was(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var lifetimes = new ExpirationOptions
        {
            Unfinished = TimeSpan.FromHours(1), Finished = TimeSpan.FromHours(10), SweepInterval = TimeSpan.FromHours(3),
        };
        await using var site = await StartAsync(
            options => options with { Expiration = lifetimes, TimeProvider = time }, options => options with { LoggerFactory = loggers });
        var path = await site.CreatePartAsync("hello", cancellationToken);
        await File.WriteAllTextAsync(InfoOf(site.Directory, path), "{", cancellationToken);

        time.Advance(TimeSpan.FromHours(4));
        await UntilLoggedAsync(log, "UploadExpireError", cancellationToken);
        site.Files().Count().ShouldBe(2);
        time.Advance(TimeSpan.FromHours(8));
        await UntilLoggedAsync(log, "UploadExpired", cancellationToken);

        site.Files().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_remains_of_a_creation_are_removed_by_its_id_too(CancellationToken cancellationToken)
    {
        await using var faulty = await FaultySite.StartAsync();
        var path = await faulty.Site.CreateAsync(5, cancellationToken);
        await File.WriteAllTextAsync(InfoOf(faulty.Directory, path), "", cancellationToken);

        (await faulty.DeleteAsync(path, cancellationToken)).Status.ShouldBe(404);

        faulty.Files.ShouldBeEmpty();
    }

    private static string InfoOf(string directory, string path) => Path.Combine(directory, path.Split('/')[^1] + ".info");

    private static async Task UntilLoggedAsync(RecordingLog log, string name, CancellationToken cancellationToken)
    {
        while (!log.Events.Contains(name))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
