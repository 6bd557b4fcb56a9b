using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Http;
using static Holdfast.Server.Tests.Hooks.Http.HookServer;

namespace Holdfast.Server.Tests.Hooks.Http;

/// <summary>A hook server for each test, and servers that call it over HTTP.</summary>
public abstract class HttpHookFixture
{
    // "kelp <1>.txt" in Base64, with characters that Go escapes in JSON.
    private protected const string Metadata = "Upload-Metadata: filename a2VscCA8MT4udHh0\r\n";

    private protected HookServer Hooks { get; private set; } = null!;

    private HttpHooks? _provider;

    [SetUp]
    public void Start() => Hooks = new HookServer();

    [TearDown]
    public void End()
    {
        _provider?.Dispose();
        Hooks.Dispose();
    }

    private protected UploadOptions Hooked(UploadOptions options) => Hooked(options, http => http);

    private protected UploadOptions Hooked(UploadOptions options, Func<HttpHookOptions, HttpHookOptions> change)
    {
        _provider = new HttpHooks(change(new HttpHookOptions { Url = Hooks.Url, Backoff = TimeSpan.FromMilliseconds(1) }));
        return options.WithHooks(new HookOptions { Providers = [_provider] });
    }

    private protected void Answer(string json) =>
        Hooks.Answers = call => Task.FromResult(Ok(call.Type == "pre-create" ? json : "{}"));
}
