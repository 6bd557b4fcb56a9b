using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Grpc;

namespace Holdfast.Server.Tests.Hooks.Grpc;

/// <summary>Servers that call a hook over gRPC.</summary>
public abstract class GrpcHookFixture
{
    private readonly List<GrpcHooks> _providers = [];

    [TearDown]
    public void End() => _providers.ForEach(provider => provider.Dispose());

    private protected GrpcHooks Connect(string target, Func<GrpcHookOptions, GrpcHookOptions>? change = null)
    {
        var options = new GrpcHookOptions { Target = target, Backoff = TimeSpan.FromMilliseconds(1) };
        var provider = new GrpcHooks(change?.Invoke(options) ?? options);
        _providers.Add(provider);
        return provider;
    }

    private protected Func<UploadOptions, UploadOptions> Hooked(
        string target, IReadOnlySet<HookType>? events = null, Func<GrpcHookOptions, GrpcHookOptions>? change = null) =>
        options => options.WithHooks(new HookOptions
        {
            Providers = [Connect(target, change)],
            EnabledEvents = events ?? HookTypes.Default,
            ProgressInterval = TimeSpan.FromMilliseconds(20),
        });
}
