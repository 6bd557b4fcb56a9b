using Holdfast.Conformance.Processes;

namespace Holdfast.Cli.Check.Started;

/// <summary>Starts another instance of the checked server.</summary>
/// <param name="command">The command.</param>
/// <param name="url">The URL of the first instance; the others differ in the port.</param>
internal sealed class ServerLauncher(ServerCommand command, Uri url) : IServerLauncher
{
    public string? WhyNot(ProcessFault fault) =>
        !command.TakesPort ? "The case starts a second server, but the command of --start has no {port} to run it on another port."
        : fault == ProcessFault.Kill ? null
        : OperatingSystem.IsWindows()
            ? "The case needs signals or limits that Windows does not have. On Windows a process can only be killed."
        : fault == ProcessFault.DiskFull ? FileSizeLimit.WhyNot
        : null;

    public async Task<ServerStart> StartAsync(long? fileSizeLimit, CancellationToken cancellationToken)
    {
        var own = new UriBuilder(url) { Port = LocalPort.Free() }.Uri;
        var (server, failure) = await StartedServer.StartAsync(command, own, fileSizeLimit, cancellationToken);
        return new ServerStart(server, failure);
    }
}
