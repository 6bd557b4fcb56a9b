using Holdfast.Server.Hooks;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>Hooks of each kind that fail in each way: only those who wait for them notice, and only as long as it lasts.</summary>
[CancelAfter(60_000)]
[Platform(Exclude = "Win")]
public sealed class HookFaultTests
{
    private static readonly HashSet<HookType> Events =
        [HookType.PreCreate, HookType.PostCreate, HookType.PostReceive, HookType.PostFinish];

    [TestCaseSource(typeof(FaultyHook), nameof(FaultyHook.Cases))]
    public async Task A_fault_of_a_hook_fails_what_waits_for_it_and_nothing_else(
        string kind, HookFault fault, int status, CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var hook = await FaultyHook.StartAsync(kind);
        await using var site = await StartAsync(
            options => options.WithHooks(new HookOptions { Providers = [hook.Provider], EnabledEvents = Events }),
            server => server with { LoggerFactory = loggers });
        await hook.BeAsync(HookFault.None);
        var path = await site.CreateAsync(5, cancellationToken);
        var before = site.Files().Count();

        await hook.BeAsync(fault);
        var creation = site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);
        var response = await creation;

        response.Status.ShouldBe(status);
        site.Stored(path).ShouldBe("hello");
        if (status == 500)
        {
            site.Files().Count().ShouldBe(before);
            log.Events.ShouldContain("HookInvocationError");
            response.Body.ShouldNotContain("xxxx");
        }

        await hook.BeAsync(HookFault.None);
        await site.CreateAsync(5, cancellationToken);
    }

    // Nothing ends a delegate of the application from outside, so this is what the server does without its end.
    [Test]
    public async Task A_delegate_that_hangs_keeps_nobody_else_waiting(CancellationToken cancellationToken)
    {
        var called = new TaskCompletionSource();
        var never = new TaskCompletionSource<HookResponse>();
        await using var site = await StartAsync(
            options => options.WithHooks(new HookOptions
            {
                Providers =
                [
                    new DelegateHooks((call, _) =>
                    {
                        if (!call.Event.Upload.MetaData.ContainsKey("hang"))
                        {
                            return new(HookResponse.None);
                        }

                        called.TrySetResult();
                        return new(never.Task);
                    }),
                ],
            }),
            server => server with { ShutdownTimeout = TimeSpan.FromMilliseconds(100) });
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(
            Request("POST", "/files/", "Upload-Length: 5\r\nUpload-Metadata: hang eWVz\r\n"), cancellationToken);
        await called.Task;

        var path = await site.CreateAsync(5, cancellationToken);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);

        site.Files().Count().ShouldBe(2);
    }

    [Test]
    public async Task A_delegate_that_takes_no_notice_of_the_end_of_its_call_is_left(CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource<HookResponse>();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = new DelegateHooks((_, _) => new(never.Task)).InvokeAsync(null!, gone.Token).AsTask();

        await gone.CancelAsync();

        // Its own time limit, so that one that waits for ever is told from one that was cancelled.
        await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System));
    }

    [Test]
    public async Task One_of_several_that_is_down_fails_what_waits_for_all(CancellationToken cancellationToken)
    {
        var hooks = await Task.WhenAll(FaultyHook.Kinds.Select(FaultyHook.StartAsync));
        try
        {
            await Task.WhenAll(hooks.Select(hook => hook.BeAsync(HookFault.None)));
            await using var site = await StartAsync(options => options.WithHooks(new HookOptions
            {
                Providers = [.. hooks.Select(hook => hook.Provider)], EnabledEvents = Events,
            }));
            foreach (var hook in hooks)
            {
                await hook.BeAsync(HookFault.Down);
                (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(500);
                await hook.BeAsync(HookFault.None);
                var path = await site.CreateAsync(5, cancellationToken);
                (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);
            }
        }
        finally
        {
            foreach (var hook in hooks)
            {
                await hook.DisposeAsync();
            }
        }
    }
}
