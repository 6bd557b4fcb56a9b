using Microsoft.Extensions.Hosting;

namespace Holdfast.Server.Hosting;

/// <summary>Doesn't handle the signals of the process; the code that started the server stops it.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
