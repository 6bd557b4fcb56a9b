using System.Diagnostics;
using System.Globalization;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Plugins;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Plugins;

/// <summary>Assemblies that are run in a process of their own: what they do, how they end, and how they are replaced.</summary>
[CancelAfter(60_000)]
public sealed class PluginHookTests
{
    private static readonly string Post = Request("POST", "/files/", "Upload-Length: 5\r\n");

    private PluginDirectory _directory = null!;
    private PluginHooks? _plugin;
    private UploadSite? _site;

    [SetUp]
    public void Start() => _directory = new PluginDirectory();

    [TearDown]
    public async Task EndAsync()
    {
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }

        if (_plugin is not null)
        {
            await _plugin.DisposeAsync();
        }

        _directory.Dispose();
    }

    [Test]
    public async Task The_sample_refuses_what_has_no_name(CancellationToken cancellationToken)
    {
        _directory.Put(PluginDirectory.Sample);
        await HookAsync();

        var refused = await _site!.AskAsync(Post, cancellationToken);

        (refused.Status, refused.Body).ShouldBe((400, "no filename provided"));
        await _site.CreateAsync(5, cancellationToken, "Upload-Metadata: filename a2VscA==\r\n");
    }

    [Test]
    public async Task Calls_share_a_process_and_run_at_the_same_time(CancellationToken cancellationToken)
    {
        await HookAsync();
        _directory.Be("wait for the file");
        var creations = Enumerable.Range(0, 20).Select(_ => _site!.AskAsync(Post, cancellationToken)).ToList();
        await FileAsync("waiting", cancellationToken);

        await File.WriteAllTextAsync(_directory.At("go"), "", cancellationToken);

        var responses = await Task.WhenAll(creations);
        responses.ShouldAllBe(response => response.Status == 201);
        responses.Select(response => response["X-Process"]).Distinct().Count().ShouldBe(1);
        responses[0]["X-Process"].ShouldNotBe(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    [TestCase("throw", "Exception: no luck")]
    [TestCase("null", "It returned null. Return 'HookResponse.None'")]
    [TestCase("large", "more than '1048576'")]
    [TestCase("exit", "Its process ended with exit code '3'.")]
    [TestCase("fail-fast", "Its process ended with exit code '134'.")]
    [TestCase("overflow", "Its process ended with exit code '134'.")]
    [TestCase("thread", "Its process ended with exit code '134'.")]
    [TestCase("garbage", "It wrote to its standard output otherwise than by Console: 'garbage t")]
    [TestCase("hang", "It didn't answer within '2' s.")]
    [TestCase("block", "It didn't answer within '2' s.")]
    [Platform(Exclude = "Win")]
    public async Task Whatever_it_does_fails_the_call_and_the_next_one_works(
        string fault, string reason, CancellationToken cancellationToken)
    {
        await HookAsync();
        await _site!.CreateAsync(5, cancellationToken);
        _directory.Be(fault);

        var failure = await Should.ThrowAsync<HookException>(
            async () => await _plugin!.InvokeAsync(PreCreate, cancellationToken));
        (await _site.AskAsync(Post, cancellationToken)).Status.ShouldBe(500);

        failure.Message.ShouldStartWith($"The plugin '{_directory.Assembly}' failed. ");
        failure.Message.ShouldContain(reason);
        _directory.Be("");
        await _site.CreateAsync(5, cancellationToken);
    }

    [Test]
    public async Task A_call_that_hangs_does_not_end_those_beside_it(CancellationToken cancellationToken)
    {
        await HookAsync();
        _directory.Be("hang");
        var hanging = _plugin!.InvokeAsync(PreCreate, cancellationToken).AsTask();
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        _directory.Be("wait for the file");
        var beside = _site!.AskAsync(Post, cancellationToken);

        await Should.ThrowAsync<HookException>(() => hanging);
        await File.WriteAllTextAsync(_directory.At("go"), "", cancellationToken);

        (await beside).Status.ShouldBe(201);
        _directory.Be("");
        (await _site.AskAsync(Post, cancellationToken))["X-Process"].ShouldNotBe((await beside)["X-Process"]);
    }

    [Test]
    public async Task Its_words_do_not_disturb_its_answers(CancellationToken cancellationToken)
    {
        await HookAsync();
        _directory.Be("talk");

        await _site!.CreateAsync(5, cancellationToken);
    }

    [Test]
    public async Task It_is_told_when_nobody_waits_any_more(CancellationToken cancellationToken)
    {
        await HookAsync();
        _directory.Be("wait for the cancellation");
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = _plugin!.InvokeAsync(PreCreate, gone.Token).AsTask();

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await FileAsync("cancelled", cancellationToken);
    }

    [Test]
    public async Task A_new_version_is_used_from_the_next_event_on_and_running_calls_end_in_the_old_one(CancellationToken cancellationToken)
    {
        await HookAsync();
        _directory.Be("wait for the file");
        var running = _site!.AskAsync(Post, cancellationToken);
        await FileAsync("waiting", cancellationToken);

        _directory.Put(PluginDirectory.Sample);
        (await _site.AskAsync(Post, cancellationToken)).Status.ShouldBe(400);
        await File.WriteAllTextAsync(_directory.At("go"), "", cancellationToken);

        var response = await running;
        response.Status.ShouldBe(201);
        await FileAsync("disposed", cancellationToken);
        await ExitAsync(response["X-Process"]!, cancellationToken);
    }

    [Test]
    public async Task A_version_that_can_not_be_loaded_leaves_the_old_one_at_work(CancellationToken cancellationToken)
    {
        await HookAsync();
        var first = await _site!.AskAsync(Post, cancellationToken);

        _directory.Put([1, 2, 3]);
        (await _site.AskAsync(Post, cancellationToken))["X-Process"].ShouldBe(first["X-Process"]);
        _directory.Put(PluginDirectory.Sample);

        (await _site.AskAsync(Post, cancellationToken)).Status.ShouldBe(400);
    }

    [TestCase("load-throw", "It can't be loaded: no luck")]
    [TestCase("load-exit", "Its process ended with exit code '3'.")]
    [TestCase("load-block", "It wasn't loaded within '2' s.")]
    public async Task One_that_can_not_be_loaded_is_noticed_at_the_start(string fault, string reason, CancellationToken cancellationToken)
    {
        _directory.Be(fault);

        var failure = await Should.ThrowAsync<HookException>(() => Open().StartAsync(cancellationToken));

        failure.Message.ShouldContain(reason);
        _directory.Be("");
        await _plugin!.StartAsync(cancellationToken);
    }

    [Test]
    public async Task An_assembly_without_a_hook_is_no_plugin(CancellationToken cancellationToken)
    {
        _directory.Put(await File.ReadAllBytesAsync(typeof(Holdfast.Protocol.Tus.TusHeaders).Assembly.Location, cancellationToken));

        var failure = await Should.ThrowAsync<HookException>(() => Open().StartAsync(cancellationToken));

        failure.Message.ShouldContain("It has '0' public classes that implement 'IHookProvider', but one was expected.");
    }

    [Test]
    public async Task One_that_crashes_at_each_event_is_not_started_all_the_time(CancellationToken cancellationToken)
    {
        Open(options => options with { RestartDelay = TimeSpan.FromSeconds(1) });
        _directory.Be("exit");
        var start = Stopwatch.GetTimestamp();

        for (var call = 0; call < 3; call++)
        {
            await Should.ThrowAsync<HookException>(async () => await _plugin!.InvokeAsync(PreCreate, cancellationToken));
        }

        Stopwatch.GetElapsedTime(start).ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
    }

    [Test]
    public async Task The_process_ends_with_the_provider(CancellationToken cancellationToken)
    {
        await HookAsync();
        var process = (await _site!.AskAsync(Post, cancellationToken))["X-Process"]!;

        await _plugin!.DisposeAsync();
        _plugin = null;

        File.Exists(_directory.At("disposed")).ShouldBeTrue();
        await ExitAsync(process, cancellationToken);
    }

    [TestCase("Plugin.exe")]
    [TestCase("absent.dll")]
    public void What_is_no_assembly_is_refused(string name) => Should.Throw<ArgumentException>(
            () => new PluginHooks(new PluginHookOptions { AssemblyFile = name }))
        .Message.ShouldContain($"'{name}' is no assembly of .NET.");

    private static HookRequest PreCreate => new()
    {
        Type = HookType.PreCreate,
        Event = new HookEvent
        {
            Upload = new HookUpload { Id = "" },
            HttpRequest = new HookHttpRequest
            {
                Method = "POST", Uri = "/files/", RemoteAddr = "", Header = new Dictionary<string, IReadOnlyList<string>>(),
            },
        },
    };

    private PluginHooks Open(Func<PluginHookOptions, PluginHookOptions>? change = null)
    {
        var options = new PluginHookOptions
        {
            AssemblyFile = _directory.Assembly, Timeout = TimeSpan.FromSeconds(2), RestartDelay = TimeSpan.Zero,
        };
        return _plugin = new PluginHooks(change?.Invoke(options) ?? options);
    }

    private async Task HookAsync() => _site = await StartAsync(options => options.WithHooks(new HookOptions
    {
        Providers = [Open()], EnabledEvents = new HashSet<HookType> { HookType.PreCreate },
    }));

    private async Task FileAsync(string name, CancellationToken cancellationToken)
    {
        while (!File.Exists(_directory.At(name)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task ExitAsync(string process, CancellationToken cancellationToken)
    {
        try
        {
            using var found = Process.GetProcessById(int.Parse(process, CultureInfo.InvariantCulture));
            await found.WaitForExitAsync(cancellationToken);
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }
}
