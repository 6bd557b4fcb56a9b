using Holdfast.Chaos;
using Holdfast.Cli.Check.Stores;
using Holdfast.Conformance.Stores;
using Holdfast.Server.Hosting;

namespace Holdfast.Cli.Check;

/// <summary>Starts embedded servers on the same store, each with a fault proxy before it.</summary>
internal sealed class EmbeddedLinkLauncher(IEmbeddedStore store) : IStoreLinkLauncher
{
    public async Task<LinkedServerStart> StartAsync(ulong seed, CancellationToken cancellationToken)
    {
        var link = await StoreLink.StartAsync(store.Address!, seed, cancellationToken);
        var opened = store.OpenAt(link.Listen);
        LinkedServer? linked = null;
        try
        {
            var server = await EmbeddedTarget.StartServerAsync(opened.Store, store.NetworkTimeout, cancellationToken);
            linked = new LinkedServer(server, opened, link);
            return new LinkedServerStart(linked, Failure: null);
        }
        finally
        {
            if (linked is null)
            {
                opened.Dispose();
                await link.DisposeAsync();
            }
        }
    }

    private sealed class LinkedServer(UploadServer server, OpenedStore opened, ChaosProxy link) : ILinkedServer
    {
        public Uri Url => server.Url;

        public string? ContentDirectory => null;

        public string? EndedByItself => null;

        public ChaosProxy StoreLink => link;

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            opened.Dispose();
            await link.DisposeAsync();
        }
    }
}
