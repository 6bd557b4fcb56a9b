using Holdfast.Server.Hooks;

namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>A delegate of the application.</summary>
internal sealed class FaultyDelegateHook : FaultyHook
{
    private volatile HookFault _fault;

    public override IHookProvider Provider => new DelegateHooks(InvokeAsync);

    public override Task BeAsync(HookFault fault)
    {
        _fault = fault;
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => default;

    private async ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken)
    {
        switch (_fault)
        {
            case HookFault.Down:
                throw new HookException("It is down.");
            case HookFault.Slow:
                await Task.Delay(SlowTime, TimeProvider.System, cancellationToken);
                return HookResponse.None;
            case HookFault.Garbage:
                return new HookResponse { HttpResponse = new HookHttpResponse { StatusCode = 7 } };
            case HookFault.FiveMegabytes:
                return new HookResponse { HttpResponse = new HookHttpResponse { Body = FiveMegabytes } };
            case HookFault.WrongTypes:
                return null!;
            case HookFault.ClosingMidAnswer:
                await Task.Yield();
                throw new InvalidOperationException("It ends within the answer.");
            default:
                return HookResponse.None;
        }
    }
}
