using Holdfast.Chaos;
using Holdfast.Cli.Check.Stores;
using Holdfast.Conformance.Stores;

namespace Holdfast.Cli.Check.Started;

/// <summary>Starts another instance of the checked server, with a fault proxy at the address of its store.</summary>
/// <param name="command">The command.</param>
/// <param name="url">The URL of the first instance; the others differ in the port.</param>
/// <param name="store">Host and port of the store.</param>
internal sealed class StoreLinkLauncher(ServerCommand command, Uri url, string store) : IStoreLinkLauncher
{
    public async Task<LinkedServerStart> StartAsync(ulong seed, CancellationToken cancellationToken)
    {
        var link = await StoreLink.StartAsync(store, seed, cancellationToken);
        LinkedServer? linked = null;
        try
        {
            var own = new UriBuilder(url) { Port = LocalPort.Free() }.Uri;
            var behind = command with { StoreAddress = link.Listen.ToString() };
            var (server, failure) = await StartedServer.StartAsync(behind, own, fileSizeLimit: null, cancellationToken);
            linked = server is null ? null : new LinkedServer(server, link);
            return new LinkedServerStart(linked, failure);
        }
        finally
        {
            if (linked is null)
            {
                await link.DisposeAsync();
            }
        }
    }

    private sealed class LinkedServer(StartedServer server, ChaosProxy link) : ILinkedServer
    {
        public Uri Url => server.Url;

        public string? ContentDirectory => server.ContentDirectory;

        public string? EndedByItself => server.EndedByItself;

        public ChaosProxy StoreLink => link;

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await link.DisposeAsync();
        }
    }
}
