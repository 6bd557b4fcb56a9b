using System.Collections.Concurrent;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Hooks that are delegates of the test, and all calls of them.</summary>
public abstract class HookFixture
{
    private protected static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private protected ConcurrentQueue<HookRequest> Calls { get; } = [];

    private protected static Dictionary<string, string?> Field(string name, string value) => new() { [name] = value };

    private protected DelegateHooks Provider(Func<HookRequest, HookResponse> respond) => new((call, _) =>
    {
        Calls.Enqueue(call);
        return new(respond(call));
    });

    private protected UploadOptions Hooked(
        UploadOptions options, Func<HookRequest, HookResponse> respond, IReadOnlySet<HookType> events, TimeSpan? interval = null) =>
        options.WithHooks(
            new HookOptions { Providers = [Provider(respond)], EnabledEvents = events, ProgressInterval = interval ?? Never });

    private protected Task CallsAsync(int count, CancellationToken cancellationToken) =>
        UntilAsync(() => Calls.Count >= count, cancellationToken);

    private protected Task CallsAsync(HookType type, CancellationToken cancellationToken) =>
        UntilAsync(() => Calls.Any(call => call.Type == type), cancellationToken);

    private protected static async Task UntilAsync(Func<bool> isThere, CancellationToken cancellationToken)
    {
        while (!isThere())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
