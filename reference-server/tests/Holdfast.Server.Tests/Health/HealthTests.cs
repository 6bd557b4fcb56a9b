using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Health;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Health;

/// <summary>What an orchestrator learns about a server, and about the directory of its uploads.</summary>
[CancelAfter(30_000)]
public sealed class HealthTests
{
    [Test]
    public async Task A_server_is_not_ready_while_its_directory_is_away_but_lives(CancellationToken cancellationToken)
    {
        using var uploads = new TemporaryDirectory();
        var directory = uploads.At("uploads");
        await using var site = await StartProbedAsync(options => options with { Store = new FileUploadStore(directory) });
        (await ProbeAsync(site, "ready", cancellationToken)).ShouldBe((200, "ok\n"));

        System.IO.Directory.Delete(directory);
        var (status, reason) = await ProbeAsync(site, "ready", cancellationToken);

        status.ShouldBe(503);
        reason.ShouldStartWith("not ready\nstore: ");
        reason.ShouldContain(directory);
        (await ProbeAsync(site, "live", cancellationToken)).ShouldBe((200, "ok\n"));
        System.IO.Directory.CreateDirectory(directory);
        (await ProbeAsync(site, "ready", cancellationToken)).ShouldBe((200, "ok\n"));
        System.IO.Directory.GetFiles(directory).ShouldBeEmpty("A probe leaves nothing behind.");
    }

    [Test]
    public async Task A_locker_that_is_away_makes_the_server_not_ready(CancellationToken cancellationToken)
    {
        using var locks = new TemporaryDirectory();
        var directory = locks.At("locks");
        await using var site = await StartProbedAsync(options => options with { Locker = new FileUploadLocker(directory) });
        (await ProbeAsync(site, "ready", cancellationToken)).Status.ShouldBe(200);

        System.IO.Directory.Delete(directory);

        var (status, reason) = await ProbeAsync(site, "ready", cancellationToken);
        status.ShouldBe(503);
        reason.ShouldStartWith("not ready\nlocker: ");
        reason.ShouldContain(directory);
    }

    // A store of an application that wraps another, as the tests' own does, can say only what a look for an upload says.
    [Test]
    public async Task Any_store_is_asked_for_an_upload(CancellationToken cancellationToken)
    {
        await using var site = await StartProbedAsync();
        (await ProbeAsync(site, "ready", cancellationToken)).Status.ShouldBe(200);

        System.IO.Directory.Delete(site.Directory);
        var (status, reason) = await ProbeAsync(site, "ready", cancellationToken);
        System.IO.Directory.CreateDirectory(site.Directory);

        (status, reason.Contains(site.Directory, StringComparison.Ordinal)).ShouldBe((503, true));
    }

    [Test]
    public async Task A_check_that_hangs_is_answered_in_time_and_not_begun_again(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        var locker = new HangingLocker();
        await using var site = await StartProbedAsync(options => options with { Locker = locker, TimeProvider = time });

        for (var probe = 1; probe <= 3; probe++)
        {
            var asking = ProbeAsync(site, "ready", cancellationToken);
            await AdvanceUntilAsync(time, asking, cancellationToken);
            (await asking).ShouldBe((503, "not ready\nlocker: There was no answer within '2' s.\n"));
        }

        locker.Attempts.ShouldBe(1);
        locker.Release();
        while ((await ProbeAsync(site, "ready", cancellationToken)).Status != 200)
        {
            locker.Attempts.ShouldBeLessThan(100);
        }
    }

    [Test]
    public async Task An_application_adds_the_checks_to_its_own(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var uploads = new UploadOptions { Store = new FileUploadStore(directory.At("a")) };
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddHealthChecks().AddUploads(uploads, prefix: "a-");
        await using var application = builder.Build();
        application.MapUploads("/a/", uploads);
        application.MapUploadHealth("/h");
        await application.StartAsync(cancellationToken);
        using var client = application.GetTestClient();
        (await client.GetStringAsync("/h/ready", cancellationToken)).ShouldBe("ok\n");

        System.IO.Directory.Delete(directory.At("a"));

        using var answer = await client.GetAsync("/h/ready", cancellationToken);
        ((int)answer.StatusCode).ShouldBe(503);
        (await answer.Content.ReadAsStringAsync(cancellationToken)).ShouldStartWith("not ready\na-store: ");
    }

    private static Task<UploadSite> StartProbedAsync(Func<UploadOptions, UploadOptions>? uploads = null) =>
        StartAsync(uploads, options => options with { HealthPath = "/health" });

    private static async Task<(int Status, string Body)> ProbeAsync(UploadSite site, string name, CancellationToken cancellationToken)
    {
        var answer = await site.AskAsync($"GET /health/{name} HTTP/1.1\r\nHost: a.test\r\n\r\n", cancellationToken);
        answer["Cache-Control"].ShouldBe("no-store, no-cache");
        return (answer.Status, answer.Body);
    }

    // The request is on its way to the check, which begins to wait at an unknown moment.
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Task done, CancellationToken cancellationToken)
    {
        while (!done.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken));
        }
    }

    private sealed class HangingLocker : IUploadLocker, IReachable
    {
        private readonly MemoryUploadLocker _locks = new();
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _attempts;

        public int Attempts => Volatile.Read(ref _attempts);

        public void Release() => _end.SetResult();

        public ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
            _locks.AcquireAsync(id, requestRelease, cancellationToken);

        // As a call of the operating system, it knows no token.
        public async ValueTask DemandReachableAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _attempts);
            await _end.Task;
        }
    }
}
