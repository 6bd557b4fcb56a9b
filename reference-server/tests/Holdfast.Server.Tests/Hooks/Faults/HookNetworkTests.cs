using Holdfast.Chaos;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Grpc;
using Holdfast.Server.Hooks.Http;
using Holdfast.Server.Tests.Hooks.Grpc;
using Holdfast.Server.Tests.Hooks.Http;
using static Holdfast.Server.Tests.Hooks.Http.HookServer;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>The network between the server and its hook server is broken, by the fault proxy.</summary>
[TestFixture("http")]
[TestFixture("grpc")]
[CancelAfter(60_000)]
public sealed class HookNetworkTests(string kind)
{
    private static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    private static readonly string Post = Request("POST", "/files/", "Upload-Length: 5\r\n");

    private HookServer? _http;
    private GrpcHookServer? _grpc;
    private ChaosProxy _proxy = null!;
    private IHookProvider _provider = null!;
    private UploadSite _site = null!;

    private int Calls => _http?.Calls.Count ?? _grpc!.Calls.Count;

    [SetUp]
    public async Task StartAsync()
    {
        if (kind == "http")
        {
            _http = new HookServer { Answers = call => Task.FromResult(Ok("""{"ChangeFileInfo":{"MetaData":{"seen":"yes"}}}""")) };
        }
        else
        {
            _grpc = await GrpcHookServer.StartAsync();
            _grpc.Answers = (_, _) => Task.FromResult(new Holdfast.Server.Hooks.Grpc.Wire.HookResponse
            {
                ChangeFileInfo = new() { MetaData = { ["seen"] = "yes" } },
            });
        }

        _proxy = await ChaosProxy.StartAsync(new ChaosProxyOptions
        {
            Upstream = _http?.Url.Authority ?? _grpc!.Target, PropagateReset = true,
        });
        _provider = Connect(TimeSpan.FromSeconds(20));
        _site = await StartSiteAsync();
    }

    [TearDown]
    public async Task EndAsync()
    {
        await _site.DisposeAsync();
        (_provider as IDisposable)?.Dispose();
        await _proxy.DisposeAsync();
        _http?.Dispose();
        if (_grpc is not null)
        {
            await _grpc.DisposeAsync();
        }
    }

    private static IEnumerable<Toxic> Slow =>
    [
        Toxic.Latency(Wait), Toxic.Slicer(1), Toxic.SlowOpen(Wait), Toxic.SlowClose(Wait), Toxic.Bandwidth(10),
        Toxic.Latency(Wait, Wait) with { Stream = ToxicStream.Upstream },
        Toxic.Slicer(1) with { Stream = ToxicStream.Upstream },
        Toxic.Bandwidth(10) with { Stream = ToxicStream.Upstream },
    ];

    private static IEnumerable<Toxic> Closing =>
    [
        Toxic.ResetPeer(), Toxic.LimitData(0), Toxic.LimitData(10), Toxic.Timeout(Wait), Toxic.LimitTime(TimeSpan.Zero),
        Toxic.ResetPeer() with { Stream = ToxicStream.Upstream },
        Toxic.LimitData(30) with { Stream = ToxicStream.Upstream },
        Toxic.Timeout(Wait) with { Stream = ToxicStream.Upstream },
    ];

    private static IEnumerable<Toxic> Silent =>
    [
        Toxic.Timeout(), Toxic.Bandwidth(0), Toxic.Latency(TimeSpan.FromMinutes(5)),
        Toxic.Timeout() with { Stream = ToxicStream.Upstream },
    ];

    [TestCaseSource(nameof(Slow))]
    public async Task A_slow_network_changes_nothing(Toxic toxic, CancellationToken cancellationToken)
    {
        _proxy.Add(toxic);

        var path = await _site.CreateAsync(5, cancellationToken);

        (await _site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe("seen eWVz");
    }

    [TestCaseSource(nameof(Closing))]
    public async Task A_network_that_ends_connections_fails_the_hook_until_it_is_mended(Toxic toxic, CancellationToken cancellationToken)
    {
        await _site.CreateAsync(5, cancellationToken);
        var before = _site.Files().Count();
        _proxy.Add(toxic);

        (await _site.AskAsync(Post, cancellationToken)).Status.ShouldBe(500);

        _site.Files().Count().ShouldBe(before);
        _proxy.Remove(toxic.Name);
        await _site.CreateAsync(5, cancellationToken);
    }

    [TestCaseSource(nameof(Closing))]
    public async Task A_call_whose_connection_ends_is_repeated_on_another_one(Toxic toxic, CancellationToken cancellationToken)
    {
        _proxy.Add(toxic with { Connection = 1 });

        var path = await _site.CreateAsync(5, cancellationToken);

        (await _site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe("seen eWVz");
        _proxy.Log.ShouldContain(entry => entry.Connection == 2);
    }

    [TestCaseSource(nameof(Silent))]
    public async Task A_network_that_swallows_data_fails_the_hook_after_its_timeout(Toxic toxic, CancellationToken cancellationToken)
    {
        await RestartAsync(TimeSpan.FromSeconds(1));
        _proxy.Add(toxic);

        (await _site.AskAsync(Post, cancellationToken)).Status.ShouldBe(500);

        // What the network swallowed doesn't come back, so that the next call needs a connection of its own.
        _proxy.Remove(toxic.Name);
        _proxy.CloseConnections();
        await RestartAsync(TimeSpan.FromSeconds(20));
        await _site.CreateAsync(5, cancellationToken);
    }

    [Test]
    public async Task A_running_upload_is_stopped_over_a_slow_network(CancellationToken cancellationToken)
    {
        if (_http is not null)
        {
            _http.Answers = call => Task.FromResult(Ok($$"""{"StopUpload":{{(call.Type == "post-receive" ? "true" : "false")}}}"""));
        }
        else
        {
            _grpc!.Answers = (call, _) => Task.FromResult(
                new Holdfast.Server.Hooks.Grpc.Wire.HookResponse { StopUpload = call.Type == "post-receive" });
        }

        await using var site = await UploadSite.StartAsync(options => options.WithHooks(new HookOptions
        {
            Providers = [_provider], ProgressInterval = TimeSpan.FromMilliseconds(20),
        }));
        var path = await site.CreateAsync(100, cancellationToken);
        _proxy.Add(Toxic.Latency(Wait, Wait));
        _proxy.Add(Toxic.Slicer(7) with { Stream = ToxicStream.Upstream });
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, 100) + "hello", cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Body.ShouldStartWith("ERR_UPLOAD_STOPPED");
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    public async Task A_connection_that_ended_between_two_calls_is_not_noticed(CancellationToken cancellationToken)
    {
        await _site.CreateAsync(5, cancellationToken);
        _proxy.CloseConnections();

        await _site.CreateAsync(5, cancellationToken);

        Calls.ShouldBe(2);
    }

    [Test]
    public async Task A_hook_server_that_restarts_is_called_again(CancellationToken cancellationToken)
    {
        await _site.CreateAsync(5, cancellationToken);
        await _proxy.DisableAsync(cancellationToken);
        (await _site.AskAsync(Post, cancellationToken)).Status.ShouldBe(500);

        await _proxy.EnableAsync(cancellationToken);

        await _site.CreateAsync(5, cancellationToken);
    }

    private IHookProvider Connect(TimeSpan timeout) => kind == "http"
        ? new HttpHooks(new HttpHookOptions { Url = new Uri($"http://{_proxy.Listen}/"), Backoff = Backoff, Timeout = timeout })
        : new GrpcHooks(new GrpcHookOptions { Target = $"{_proxy.Listen}", Backoff = Backoff, Timeout = timeout });

    private async Task RestartAsync(TimeSpan timeout)
    {
        await _site.DisposeAsync();
        (_provider as IDisposable)?.Dispose();
        _provider = Connect(timeout);
        _site = await StartSiteAsync();
    }

    private Task<UploadSite> StartSiteAsync() => UploadSite.StartAsync(options => options.WithHooks(new HookOptions
    {
        Providers = [_provider], EnabledEvents = new HashSet<HookType> { HookType.PreCreate },
    }));
}
