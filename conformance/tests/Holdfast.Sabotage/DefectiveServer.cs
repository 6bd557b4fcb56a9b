using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>The reference server with one defect, or with none.</summary>
public static class DefectiveServer
{
    /// <summary>Starts to listen on loopback.</summary>
    /// <param name="defect">What is wrong; <see langword="null"/> for the sound server that every other is compared with.</param>
    /// <param name="directory">Where uploads are kept.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<RunningServer> StartAsync(Defect? defect, string directory, int port, CancellationToken cancellationToken)
    {
        var sound = new UploadServerOptions
        {
            Host = "127.0.0.1",
            Port = defect?.Front is null ? port : 0,
            EnableH2c = true,
            Uploads = new UploadOptions
            {
                Store = new FileUploadStore(directory),

                // Some cases wait for the server to give up on a client that went silent.
                NetworkTimeout = TimeSpan.FromSeconds(1),
                AcquireLockTimeout = TimeSpan.FromSeconds(2),

                // So that the cases of a limit and of an expiry have something to look at.
                MaxSize = 1L << 40,
                Ietf = new IetfOptions { MaxAppendSize = 1L << 30 },
                Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromDays(1) },
            },
        };
        var server = await UploadServer.StartAsync(defect is null ? sound : defect.Break(sound, directory), cancellationToken);
        return new RunningServer(server, defect?.Front is { } front ? new FrontProxy(front, server.Url, port) : null);
    }
}
