using System.Collections.Concurrent;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Http;
using Holdfast.Server.Tests.Hooks.Http;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>A hook server at a fixed port that can be away, and the events that it took.</summary>
internal sealed class DeliveryRig : IDisposable
{
    private readonly ConcurrentQueue<HookCall> _taken = [];
    private readonly ConcurrentDictionary<string, int> _running = new(StringComparer.Ordinal);
    private readonly List<HttpHooks> _providers = [];

    public DeliveryRig()
    {
        Server = new HookServer { Answers = AnswerAsync };
    }

    /// <summary>The hook server, which is there even while it refuses all events.</summary>
    public HookServer Server { get; }

    /// <summary>It refuses all events.</summary>
    public bool IsAway { get; set; }

    /// <summary>It refuses these, though it isn't away.</summary>
    public Func<HookCall, bool> Refuses { get; set; } = _ => false;

    /// <summary>Runs while it works on an event.</summary>
    public Func<HookCall, Task> Works { get; set; } = _ => Task.CompletedTask;

    /// <summary>The most events of one upload that it worked on at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>The events that it took, without repetitions, as <c>TYPE OFFSET</c>.</summary>
    public IEnumerable<string> Taken => _taken.DistinctBy(call => (string?)call.Json["EventID"]).Select(Line);

    /// <summary>The events that it took, by upload.</summary>
    public IReadOnlyDictionary<string, List<string>> ByUpload =>
        _taken.DistinctBy(call => (string?)call.Json["EventID"]).GroupBy(call => (string)Upload(call)["ID"]!)
            .ToDictionary(calls => calls.Key, calls => calls.Select(Line).ToList());

    /// <summary>All calls that it took.</summary>
    public IEnumerable<HookCall> Calls => _taken;

    public UploadOptions Deliver(UploadOptions options) => Deliver(options, null);

    public UploadOptions Deliver(UploadOptions options, IReadOnlySet<HookType>? events)
    {
        var http = new HttpHooks(new HttpHookOptions { Url = Server.Url, Attempts = 1 });
        _providers.Add(http);
        return options.WithHooks(new HookOptions
        {
            Providers = [http],
            AtLeastOnce = true,
            LongestRetryPause = TimeSpan.FromMilliseconds(50),
            EnabledEvents = events ?? new HashSet<HookType>
            {
                HookType.PostCreate, HookType.PostReceive, HookType.PostFinish, HookType.PostTerminate,
            },
        });
    }

    /// <summary>Waits until it has taken so many different events.</summary>
    public Task TakesAsync(int count, CancellationToken cancellationToken) => UntilAsync(() => Taken.Count() >= count, cancellationToken);

    public static async Task UntilAsync(Func<bool> isThere, CancellationToken cancellationToken)
    {
        while (!isThere())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    public void Dispose()
    {
        _providers.ForEach(provider => provider.Dispose());
        Server.Dispose();
    }

    private static System.Text.Json.Nodes.JsonNode Upload(HookCall call) => call.Json["Event"]!["Upload"]!;

    private static string Line(HookCall call) => $"{call.Type} {Upload(call)["Offset"]}";

    private async Task<string> AnswerAsync(HookCall call)
    {
        if (IsAway || Refuses(call))
        {
            return HookServer.Status(503, "away");
        }

        var id = (string)Upload(call)["ID"]!;
        MostAtOnce = Math.Max(MostAtOnce, _running.AddOrUpdate(id, 1, (_, count) => count + 1));
        await Works(call);
        _running.AddOrUpdate(id, 0, (_, count) => count - 1);
        _taken.Enqueue(call);
        return HookServer.Ok("{}");
    }
}
