using Holdfast.Chaos;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Grpc;
using Holdfast.Server.Tests.Hooks.Grpc;
using static Holdfast.Server.Tests.Hooks.Grpc.RawGrpcServer;

namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>A hook over gRPC; a proxy that stops listening stands for a server that is down.</summary>
internal sealed class FaultyGrpcHook : FaultyHook
{
    private readonly RawGrpcServer _server;
    private readonly ChaosProxy _proxy;
    private readonly GrpcHooks _provider;

    private FaultyGrpcHook(RawGrpcServer server, ChaosProxy proxy)
    {
        (_server, _proxy) = (server, proxy);
        _provider = new GrpcHooks(new GrpcHookOptions
        {
            Target = $"{proxy.Listen}", Backoff = TimeSpan.FromMilliseconds(1), Timeout = CallTime,
        });
    }

    public override IHookProvider Provider => _provider;

    public static async Task<FaultyGrpcHook> StartAsync()
    {
        var server = await RawGrpcServer.StartAsync();
        return new FaultyGrpcHook(server, await ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = server.Target }));
    }

    public override async Task BeAsync(HookFault fault)
    {
        await (fault == HookFault.Down ? _proxy.DisableAsync() : _proxy.EnableAsync());
        _server.Answers = async context =>
        {
            if (fault is HookFault.Slow or HookFault.Hanging)
            {
                await Task.Delay(fault == HookFault.Slow ? SlowTime : CallTime * 2, TimeProvider.System, context.RequestAborted);
            }

            await (fault switch
            {
                HookFault.Garbage => SendAsync(context, ProtoFields.Framed([0xFF, 0xFF, 0xFF, 0xFF, 0xFF])),
                HookFault.FiveMegabytes => SendAsync(context, new ProtoFields().With(1, new ProtoFields().With(3, FiveMegabytes))),
                HookFault.WrongTypes => SendAsync(context, new ProtoFields().With(1, 7).With(2, "no").With(4, 1)),
                HookFault.ClosingMidAnswer => SendAsync(context, ProtoFields.Framed([.. new byte[9]])[..7]),
                _ => SendAsync(context, new ProtoFields()),
            });
            if (fault == HookFault.ClosingMidAnswer)
            {
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
        };
    }

    public override async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }
}
