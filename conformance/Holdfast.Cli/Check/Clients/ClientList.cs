using Holdfast.Conformance.Clients;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check.Clients;

/// <summary>Finds the clients that the user named.</summary>
internal static class ClientList
{
    private static readonly Dictionary<string, Func<CancellationToken, Task<ClientUnderTest>>> Known = new()
    {
        [TusJsClient.Name] = TusJsClient.FindAsync,
    };

    /// <summary>The clients that are known by name.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys];

    /// <exception cref="UsageException">One of them cannot be started here.</exception>
    public static async Task<IReadOnlyList<ClientUnderTest>> FindAsync(IReadOnlyList<ClientChoice> chosen, CancellationToken stop)
    {
        var clients = new List<ClientUnderTest>();
        foreach (var choice in chosen)
        {
            clients.Add(choice.Command is { } command
                ? new ClientUnderTest(choice.Name, null, new ClientCommand(ShellWords.Split(command)))
                : await Known[choice.Name](stop));
        }

        return clients;
    }
}
