using Microsoft.Extensions.Hosting;

namespace Holdfast.Server.Hosting;

/// <summary>Leaves the process and its signals alone; the code that started the server stops it.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
