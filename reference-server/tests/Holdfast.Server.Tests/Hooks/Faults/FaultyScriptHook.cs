using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Scripts;
using Holdfast.Server.Tests.Hooks.Scripts;

namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>Programs as hooks; one that is not executable stands for one that is down.</summary>
internal sealed class FaultyScriptHook : FaultyHook
{
    private readonly TemporaryDirectory _scripts = new();
    private readonly ScriptHooks _provider;

    public FaultyScriptHook() =>
        _provider = new ScriptHooks(new ScriptHookOptions { Directory = _scripts.FullName, Timeout = CallTime });

    public override IHookProvider Provider => _provider;

    public override Task BeAsync(HookFault fault)
    {
        var script = fault switch
        {
            HookFault.Slow => "sleep 0.2",
            HookFault.Hanging => "sleep 60",
            HookFault.Garbage => "echo garbage",
            HookFault.FiveMegabytes => "head -c 5000000 /dev/zero",
            HookFault.WrongTypes => """echo '{"RejectUpload":"no","HTTPResponse":[]}'""",
            HookFault.ClosingMidAnswer => """printf '{"RejectUpload"'; kill -9 $$""",
            _ => "exit 0",
        };
        foreach (var type in HookTypes.OfTusd)
        {
            Script.Write(_scripts.At(HookTypes.NameOf(type)), script, fault == HookFault.Down ? "644" : "755");
        }

        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _scripts.Dispose();
        return default;
    }
}
