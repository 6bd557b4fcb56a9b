using System.Globalization;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Stores;

namespace Holdfast.Cli.Check.Started;

/// <summary>A server that Holdfast starts as a process, and ends.</summary>
internal sealed class StartedTarget : ITargetHost
{
    private readonly StartedServer _server;

    private StartedTarget(StartedServer server, ServerCommand command) =>
        (_server, Launcher, StoreLinkLauncher) = (
            server, new ServerLauncher(command, server.Url),
            command.StoreAddress is { } store && command.TakesPort ? new StoreLinkLauncher(command, server.Url, store) : null);

    public Uri Url => _server.Url;

    public string Name => Conformance.Targets.Secrets.Redact(Url);

    public string? Ended => _server.EndedByItself;

    public IServerProcess Process => _server;

    public IServerLauncher Launcher { get; }

    public IStoreLinkLauncher? StoreLinkLauncher { get; }

    public string? ContentDirectory => _server.ContentDirectory;

    /// <exception cref="UsageException">It did not come up.</exception>
    public static async Task<StartedTarget> StartAsync(ServerCommand command, Uri? url, CancellationToken stop)
    {
        var target = url ?? new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LocalPort.Free()}/files/"));
        var (server, failure) = await StartedServer.StartAsync(command, target, fileSizeLimit: null, stop);
        return server is null ? throw new UsageException(failure!) { Code = ExitCode.NothingRun } : new StartedTarget(server, command);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
