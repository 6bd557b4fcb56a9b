using Holdfast.Conformance.Engine;

namespace Holdfast.Cli.Check;

/// <summary>Chooses and starts the server to check.</summary>
internal static class TargetHosts
{
    public static async Task<ITargetHost> StartAsync(string? start, Uri? url, CancellationToken stop) => (start, url) switch
    {
        ({ } command, _) => await StartedTarget.StartAsync(command, url, stop),
        (_, { } running) => new RunningTarget(running),
        _ => await EmbeddedTarget.StartAsync(stop),
    };

    private sealed class RunningTarget(Uri url) : ITargetHost
    {
        public Uri Url => url;

        public string Name => Secrets.Redact(url);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
