using Holdfast.Chaos;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Http;
using Holdfast.Server.Tests.Hooks.Http;
using static Holdfast.Server.Tests.Hooks.Http.HookServer;

namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>A hook over HTTP; a proxy that stops listening stands for a server that is down.</summary>
internal sealed class FaultyHttpHook : FaultyHook
{
    private readonly HookServer _server;
    private readonly ChaosProxy _proxy;
    private readonly HttpHooks _provider;

    private FaultyHttpHook(HookServer server, ChaosProxy proxy)
    {
        (_server, _proxy) = (server, proxy);
        _provider = new HttpHooks(new HttpHookOptions
        {
            Url = new Uri($"http://{proxy.Listen}/"), Backoff = TimeSpan.FromMilliseconds(1), Timeout = CallTime,
        });
    }

    public override IHookProvider Provider => _provider;

    public static async Task<FaultyHttpHook> StartAsync()
    {
        var server = new HookServer();
        return new FaultyHttpHook(server, await ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = server.Url.Authority }));
    }

    public override async Task BeAsync(HookFault fault)
    {
        await (fault == HookFault.Down ? _proxy.DisableAsync() : _proxy.EnableAsync());
        _server.Answers = async _ =>
        {
            if (fault is HookFault.Slow or HookFault.Hanging)
            {
                await Task.Delay(fault == HookFault.Slow ? SlowTime : CallTime * 2, TimeProvider.System);
            }

            return fault switch
            {
                HookFault.Garbage => "\u0001\u0002garbage\r\n\r\n",
                HookFault.FiveMegabytes => Ok($"{{\"HTTPResponse\":{{\"Body\":\"{FiveMegabytes}\"}}}}"),
                HookFault.WrongTypes => Ok("""{"RejectUpload":"no","HTTPResponse":[]}"""),
                HookFault.ClosingMidAnswer => Ok("""{"RejectUpload":false}""")[..^5],
                _ => Ok("{}"),
            };
        };
    }

    public override async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _proxy.DisposeAsync();
        _server.Dispose();
    }
}
