using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Plugins;
using Holdfast.Server.Tests.Hooks.Plugins;

namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>A plugin; one that exits as soon as it is called stands for one that is down.</summary>
internal sealed class FaultyPluginHook : FaultyHook
{
    private readonly PluginDirectory _directory = new();
    private readonly PluginHooks _provider;

    public FaultyPluginHook() => _provider = new PluginHooks(new PluginHookOptions
    {
        AssemblyFile = _directory.Assembly, Timeout = CallTime, RestartDelay = TimeSpan.Zero,
    });

    public override IHookProvider Provider => _provider;

    public override Task BeAsync(HookFault fault)
    {
        _directory.Be(fault switch
        {
            HookFault.Down => "exit",
            HookFault.Slow => "slow",
            HookFault.Hanging => "hang",
            HookFault.Garbage => "garbage",
            HookFault.FiveMegabytes => "large",
            HookFault.WrongTypes => "null",
            HookFault.ClosingMidAnswer => "fail-fast",
            _ => "",
        });
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _directory.Dispose();
    }
}
