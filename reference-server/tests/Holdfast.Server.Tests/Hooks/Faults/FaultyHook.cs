using Holdfast.Server.Hooks;

namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>A hook of any kind with which something can be made wrong, and right again.</summary>
internal abstract class FaultyHook : IAsyncDisposable
{
    /// <summary>The time after which a call is given up; a healthy one also gets it on a machine that has much else to do.</summary>
    protected static readonly TimeSpan CallTime = TimeSpan.FromSeconds(3);

    protected static readonly TimeSpan SlowTime = TimeSpan.FromMilliseconds(200);

    protected static readonly string FiveMegabytes = new('x', 5_000_000);

    public static IReadOnlyList<string> Kinds { get; } = ["script", "http", "grpc", "plugin", "delegate"];

    public abstract IHookProvider Provider { get; }

    /// <summary>Which faults it can have, and whether a creation then succeeds.</summary>
    public static IEnumerable<TestCaseData> Cases =>
        from kind in Kinds
        from fault in Enum.GetValues<HookFault>()
        where fault != HookFault.None

        // Nothing ends it: it has a test of its own.
        where (kind, fault) != ("delegate", HookFault.Hanging)

        // Protocol Buffers skip a field of another type as one that they don't know, and an application's own answer has no limit.
        let succeeds = fault == HookFault.Slow || (kind, fault) is ("grpc", HookFault.WrongTypes) or ("delegate", HookFault.FiveMegabytes)
        select new TestCaseData(kind, fault, succeeds ? 201 : 500).SetArgDisplayNames(kind, $"{fault}");

    public static async Task<FaultyHook> StartAsync(string kind) => kind switch
    {
        "http" => await FaultyHttpHook.StartAsync(),
        "grpc" => await FaultyGrpcHook.StartAsync(),
        "script" => new FaultyScriptHook(),
        "plugin" => new FaultyPluginHook(),
        _ => new FaultyDelegateHook(),
    };

    public abstract Task BeAsync(HookFault fault);

    public abstract ValueTask DisposeAsync();
}
