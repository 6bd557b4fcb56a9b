using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Holdfast.Conformance.Clients;

namespace Holdfast.Cli.Check.Clients;

/// <summary>
/// Starts a client by a command, which gets its task as JSON in the last argument and reports on its standard output (docs/clients.md).
/// </summary>
/// <param name="words">The command's words.</param>
internal sealed class ClientCommand(IReadOnlyList<string> words) : IClientLauncher
{
    public Task<ClientStart> StartAsync(ClientTask task, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(ClientMessage.Task.Of(task), ClientJson.Default.Task);
        var start = new ProcessStartInfo(words[0], [.. words.Skip(1), json])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Task.FromResult(new ClientStart(new RunningClient(Process.Start(start)!), null));
        }
        catch (Win32Exception exception)
        {
            return Task.FromResult(new ClientStart(null, $"'{words[0]}' cannot be started: {exception.Message}."));
        }
    }
}
