using Holdfast.Conformance.Engine;

namespace Holdfast.Cli.Check;

/// <summary>Chooses and starts the server to check.</summary>
internal static class TargetHosts
{
    public static async Task<ITargetHost> StartAsync(CheckArguments arguments, CancellationToken stop) => arguments switch
    {
        { Start: { } command } => await StartedTarget.StartAsync(command, arguments.Url, stop),
        { Url: { } url } => new RunningTarget(url),
        _ => await EmbeddedTarget.StartAsync(stop),
    };

    private sealed class RunningTarget(Uri url) : ITargetHost
    {
        public Uri Url => url;

        public string Name => Secrets.Redact(url);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
