using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>A server with its defect, listening until it is disposed.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly UploadServer _server;
    private readonly FrontProxy? _front;

    internal RunningServer(UploadServer server, FrontProxy? front) => (_server, _front) = (server, front);

    /// <summary>The creation URL.</summary>
    public Uri Url => _front?.Url ?? _server.Url;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
        {
            await _front.DisposeAsync();
        }

        await _server.DisposeAsync();
    }
}
