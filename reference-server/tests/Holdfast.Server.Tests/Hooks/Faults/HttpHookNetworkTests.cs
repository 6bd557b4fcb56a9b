using Holdfast.Chaos;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Http;
using Holdfast.Server.Tests.Hooks.Http;
using static Holdfast.Server.Tests.Hooks.Http.HookServer;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>Faults at an exact moment of a hook's call over HTTP.</summary>
[CancelAfter(30_000)]
public sealed class HttpHookNetworkTests
{
    private HookServer _hooks = null!;
    private ChaosProxy _proxy = null!;
    private HttpHooks _provider = null!;
    private UploadSite _site = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _hooks = new HookServer { Answers = _ => Task.FromResult(Ok("""{"ChangeFileInfo":{"ID":"chosen"}}""")) };
        _proxy = await ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = _hooks.Url.Authority });
        _provider = new HttpHooks(new HttpHookOptions
        {
            Url = new Uri($"http://{_proxy.Listen}/"), Backoff = TimeSpan.FromMilliseconds(1),
        });
        _site = await UploadSite.StartAsync(options => options.WithHooks(new HookOptions
        {
            Providers = [_provider], EnabledEvents = new HashSet<HookType> { HookType.PreCreate },
        }));
    }

    [TearDown]
    public async Task EndAsync()
    {
        await _site.DisposeAsync();
        _provider.Dispose();
        await _proxy.DisposeAsync();
        _hooks.Dispose();
    }

    // What fails before the response may pass, and is tried again. What is wrong with a response stays so.
    private static IEnumerable<TestCaseData> Moments =>
    [
        Case(HttpTrigger.BeforeRequest(), HttpAction.Reset(), 201, 1),
        Case(HttpTrigger.AfterRequestHead(), HttpAction.Close(), 201, 1),
        Case(HttpTrigger.AfterRequestBody(10), HttpAction.Close(), 201, 1),
        Case(HttpTrigger.BeforeRequest(), HttpAction.LoseResponse(), 201, 2),
        Case(HttpTrigger.BeforeRequest(), HttpAction.DeliverTwice(), 201, 2),
        Case(HttpTrigger.BeforeRequest(), HttpAction.InjectStatus(503), 201, 1),
        Case(HttpTrigger.BeforeRequest(), HttpAction.InjectStatus(404), 500, 0),
        Case(HttpTrigger.AfterResponseHead(), HttpAction.Close(), 500, 1),
        Case(HttpTrigger.AfterResponseBody(5), HttpAction.Reset(), 500, 1),
        Case(HttpTrigger.AfterResponseBody(1), HttpAction.Corrupt(), 500, 1),
        Case(HttpTrigger.AfterResponseHead(), HttpAction.Drip(1, TimeSpan.FromMilliseconds(1)), 201, 1),
        Case(HttpTrigger.BeforeResponse(), HttpAction.Stall(TimeSpan.FromMilliseconds(100)), 201, 1),
    ];

    [TestCaseSource(nameof(Moments))]
    public async Task A_fault_at_a_moment_of_the_call_is_repaired_or_fails_the_hook(
        HttpTrigger trigger, HttpAction action, int status, int calls, CancellationToken cancellationToken)
    {
        _proxy.Add(Toxic.Http(trigger, action));

        (await _site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(status);

        _hooks.Calls.Count.ShouldBe(calls);
        File.Exists(Path.Combine(_site.Directory, "chosen")).ShouldBe(status == 201);
    }

    private static TestCaseData Case(HttpTrigger trigger, HttpAction action, int status, int calls) =>
        new TestCaseData(trigger, action, status, calls).SetArgDisplayNames($"{trigger.Moment}", $"{action.Kind} {action.Status}");
}
