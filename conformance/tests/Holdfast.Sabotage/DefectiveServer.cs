
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Sabotage;

/// <summary>The reference server with one defect, or with none.</summary>
public static class DefectiveServer
{
    /// <summary>Starts the server on loopback.</summary>
    /// <param name="defect">The defect; <see langword="null"/> for the sound server.</param>
    /// <param name="directory">Directory of the uploads.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<RunningServer> StartAsync(Defect? defect, string directory, int port, CancellationToken cancellationToken)
    {
        var sound = new UploadServerOptions
        {
            Host = "127.0.0.1",
            Port = defect?.Rewrite is null ? port : 0,
            EnableH2c = true,
            Uploads = new UploadOptions
            {
                Store = new FileUploadStore(directory),

                // Some cases wait until the server gives up a client that sends nothing.
                NetworkTimeout = TimeSpan.FromSeconds(1),
                AcquireLockTimeout = TimeSpan.FromSeconds(2),

                // So that the cases about limits and expiry are not unsupported.
                MaxSize = 1L << 40,
                Ietf = new IetfOptions { MaxAppendSize = 1L << 30 },
                Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromDays(1) },
            },
        };
        var server = await UploadServer.StartAsync(defect is null ? sound : defect.Break(sound, directory), cancellationToken);
        return new RunningServer(server, defect?.Rewrite is { } rewrite ? new RewritingProxy(rewrite, server.Url, port) : null);
    }
}
