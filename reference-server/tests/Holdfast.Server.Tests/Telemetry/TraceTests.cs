using System.Collections.Concurrent;
using System.Diagnostics;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Http;
using Holdfast.Server.Locks;
using Holdfast.Server.Telemetry;
using Holdfast.Server.Tests.Hooks.Http;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Telemetry;

/// <summary>The spans of a request. Listeners hear all servers of a process, so each test looks at a trace of its own.</summary>
[NonParallelizable]
[CancelAfter(30_000)]
public sealed class TraceTests
{
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ActivitySpanId _client = ActivitySpanId.CreateRandom();
    private readonly ConcurrentQueue<Activity> _spans = [];

    private string Fields => $"traceparent: 00-{_trace}-{_client}-01\r\ntracestate: a=b\r\n";

    [Test]
    public async Task A_request_is_below_the_clients_span_and_a_failure_is_an_error(CancellationToken cancellationToken)
    {
        using var listener = Listen();
        await using var site = await StartAsync();
        System.IO.Directory.Delete(site.Directory);
        await site.AskAsync(Request("POST", "/files/", $"Upload-Length: 1\r\n{Fields}"), cancellationToken);
        System.IO.Directory.CreateDirectory(site.Directory);
        await site.AskAsync(Request("HEAD", "/files/unknown", Fields), cancellationToken);
        await site.Server.StopAsync();

        var failed = Single("POST /files/{**uploadId}");
        (failed.ParentSpanId, failed.Kind, failed.TraceStateString).ShouldBe((_client, ActivityKind.Server, "a=b"));
        (failed.Status, failed.StatusDescription).ShouldBe((ActivityStatusCode.Error, "ERR_STORE_UNAVAILABLE"));
        failed.GetTagItem("http.response.status_code").ShouldBe(503);
        var unknown = Single("HEAD /files/{**uploadId}");
        (unknown.Status, unknown.GetTagItem("error.type")).ShouldBe((ActivityStatusCode.Unset, "ERR_UPLOAD_NOT_FOUND"));
        unknown.GetTagItem("upload.id").ShouldBe("unknown");
    }

    [Test]
    public async Task A_hook_is_below_the_step_that_it_belongs_to_and_its_server_gets_the_trace(CancellationToken cancellationToken)
    {
        using var listener = Listen();
        using var server = new HookServer();
        await using var site = await StartAsync(options => Hooked(options, server));

        await site.CreateAsync(5, cancellationToken, Fields);
        await CalledAsync(server, 2, cancellationToken);
        await site.Server.StopAsync();
        while (_spans.Count(span => span.DisplayName.StartsWith("hook ", StringComparison.Ordinal)) < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        var step = Single("upload.create");
        var (before, after) = (Single("hook pre-create"), Single("hook post-create"));
        before.ParentSpanId.ShouldBe(step.SpanId);
        after.ParentSpanId.ShouldBe(step.SpanId, "The call came when the request was over.");
        server.Calls.Select(call => Field(call, "traceparent"))
            .ShouldBe([$"00-{_trace}-{before.SpanId}-01", $"00-{_trace}-{after.SpanId}-01"]);
        server.Calls.Select(call => Field(call, "tracestate")).ShouldBe(["a=b", "a=b"]);
    }

    // The call for the second request waits for that of the first one, and is made by the same task.
    [Test]
    public async Task A_call_that_waited_is_in_the_trace_of_its_own_request(CancellationToken cancellationToken)
    {
        using var listener = Listen();
        using var server = new HookServer();
        var goOn = new TaskCompletionSource();
        server.Answers = async call =>
        {
            await (call.Type == "post-create" ? goOn.Task : Task.CompletedTask);
            return HookServer.Ok("{}");
        };
        await using var site = await StartAsync(options => Hooked(options, server, HookType.PostCreate, HookType.PostFinish));
        var other = ActivityTraceId.CreateRandom();

        var path = await site.CreateAsync(5, cancellationToken, $"traceparent: 00-{other}-{_client}-01\r\n");
        await site.AskAsync(Patch(path, 0, $"Content-Length: 5\r\n{Fields.TrimEnd()}") + "hello", cancellationToken);
        goOn.SetResult();
        await CalledAsync(server, 2, cancellationToken);

        server.Calls.Select(call => (call.Type, Field(call, "traceparent")!.Split('-')[1]))
            .ShouldBe([("post-create", other.ToString()), ("post-finish", _trace.ToString())]);
    }

    [Test]
    public async Task Without_tracing_a_hook_gets_the_clients_own_fields(CancellationToken cancellationToken)
    {
        using var server = new HookServer();
        await using var site = await StartAsync(options => Hooked(options, server));

        await site.CreateAsync(5, cancellationToken, Fields);
        await site.CreateAsync(5, cancellationToken, "traceparent: 00-no-trace-01\r\n");
        await CalledAsync(server, 4, cancellationToken);

        server.Calls.Select(call => Field(call, "traceparent")).Distinct().ShouldBe([$"00-{_trace}-{_client}-01", null], ignoreOrder: true);
    }

    [Test]
    public async Task A_lock_that_another_request_holds_is_waited_for_in_a_span(CancellationToken cancellationToken)
    {
        using var listener = Listen();
        var locker = new MemoryUploadLocker();
        await using var site = await StartAsync(
            options => options with { Locker = locker, AcquireLockTimeout = TimeSpan.FromMilliseconds(50) });
        var path = await site.CreateAsync(5, cancellationToken);
        await using var held = await locker.AcquireAsync(path.Split('/')[^1], () => { }, cancellationToken);
        await site.AskAsync(Request("DELETE", path, Fields), cancellationToken);

        Single("lock.acquire").GetTagItem("lock.acquired").ShouldBe(false);
    }

    // The first calls compile, and may allocate.
    [Test]
    public void Nothing_is_allocated_when_nobody_listens()
    {
        for (var round = 0; round < 100; round++)
        {
            Trace();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            Trace();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        static void Trace()
        {
            using var activity = UploadActivities.Start("upload.receive", "a");
            UploadActivities.Name(activity, "a");
            using var call = UploadActivities.StartCall("call");
            UploadActivities.AreWanted.ShouldBeFalse();
        }
    }

    private static UploadOptions Hooked(UploadOptions options, HookServer server) =>
        Hooked(options, server, HookType.PreCreate, HookType.PostCreate);

    private static UploadOptions Hooked(
        UploadOptions options, HookServer server, params HookType[] types) => options.WithHooks(new HookOptions
    {
        EnabledEvents = types.ToHashSet(),
        Providers = [new HttpHooks(new HttpHookOptions { Url = server.Url })],
    });

    private static async Task CalledAsync(HookServer server, int count, CancellationToken cancellationToken)
    {
        while (server.Calls.Count < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    private static string? Field(HookCall call, string name) => call.Head.Split("\r\n")
        .SingleOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

    private Activity Single(string name) => _spans.Single(span => span.DisplayName == name);

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == UploadTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == _trace)
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
