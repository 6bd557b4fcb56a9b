
using Holdfast.Server.Hosting;

namespace Holdfast.Sabotage;

/// <summary>A started server with a defect; it listens until it is disposed.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly UploadServer _server;
    private readonly RewritingProxy? _proxy;

    internal RunningServer(UploadServer server, RewritingProxy? proxy) => (_server, _proxy) = (server, proxy);

    /// <summary>The creation URL.</summary>
    public Uri Url => _proxy?.Url ?? _server.Url;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        await _server.DisposeAsync();
    }
}
