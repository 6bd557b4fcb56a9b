using System.Globalization;
using Holdfast.Cli.Check.Started;

namespace Holdfast.Cli.Check.Ceph;

/// <summary>
/// A Ceph cluster in memory with an S3 gateway, on free ports of this machine. Its processes end with the one that started them, however
/// that ends, and leave nothing behind.
/// </summary>
internal sealed class CephGateway : IAsyncDisposable
{
    /// <summary>The credentials of the gateway's only user.</summary>
    public const string AccessKey = "testkey";

    /// <summary>The secret of <see cref="AccessKey"/>.</summary>
    public const string SecretKey = "testsecret";

    // The programs that the script starts, each with its Debian package.
    private static readonly (string Program, string Package)[] Programs =
        [("ceph-mon", "ceph-mon"), ("ceph-osd", "ceph-osd"), ("radosgw", "radosgw"), ("curl", "curl")];

    private readonly ScriptedServer _server;

    private CephGateway(ScriptedServer server, Uri endpoint) => (_server, Endpoint) = (server, endpoint);

    /// <summary>Why it can't be started on this machine, and what to do; null if it can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    /// <summary>The gateway's URL.</summary>
    public Uri Endpoint { get; }

    /// <summary>Starts one, and returns when it serves. Another process may take a port first, so there are some attempts.</summary>
    public static async Task<CephGateway> StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryStartAsync(cancellationToken);
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // A new attempt takes other ports.
            }
        }
    }

    /// <summary>Ends the gateway's process at once; what is stored stays.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.OrderAsync("stop", cancellationToken);

    /// <summary>Starts the gateway again, and returns when it serves.</summary>
    public Task ResumeServiceAsync(CancellationToken cancellationToken) => _server.OrderAsync("start", cancellationToken);

    /// <summary>Stops the gateway's process without ending it: connections stay open, and nothing answers.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => _server.OrderAsync("pause", cancellationToken);

    /// <summary>Lets a paused gateway go on.</summary>
    public Task ContinueAsync(CancellationToken cancellationToken) => _server.OrderAsync("resume", cancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Ceph runs on Linux only.";
        }

        var missing = ScriptedServer.MissingPackages(Programs);
        return missing.Count == 0
            ? null
            : $"Ceph isn't installed on this machine. Install it with 'apt-get install {string.Join(' ', missing)}' (Debian, Ubuntu).";
    }

    private static async Task<CephGateway> TryStartAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-ceph-").FullName;
        var (monitor, port) = (LocalPort.Free(), LocalPort.Free());
        string[] arguments = [directory, monitor.ToString(CultureInfo.InvariantCulture), port.ToString(CultureInfo.InvariantCulture)];
        var script = ScriptedServer.ReadScript(typeof(CephGateway), "ceph/ceph-gateway.sh");
        return new(await ScriptedServer.StartAsync("Ceph", script, arguments, cancellationToken), new($"http://127.0.0.1:{port}/"));
    }
}
