using System.Globalization;
using Holdfast.Cli.Check.Started;

namespace Holdfast.Server.S3.Tests.Rigs;

/// <summary>
/// OpenStack Swift with its S3 API on free ports of this machine. Its processes end with the one that started them, however that ends, and
/// leave nothing behind.
/// </summary>
internal sealed class SwiftServer : IAsyncDisposable
{
    public const string AccessKey = "test:tester";
    public const string SecretKey = "testing";

    // The programs that the script starts, each with its Debian package.
    private static readonly (string Program, string Package)[] Programs =
    [
        ("swift-proxy-server", "swift-proxy"), ("swift-account-server", "swift-account"), ("swift-container-server", "swift-container"),
        ("swift-object-server", "swift-object"), ("memcached", "memcached"),
    ];

    private readonly ScriptedServer _server;

    private SwiftServer(ScriptedServer server, Uri endpoint) => (_server, Endpoint) = (server, endpoint);

    /// <summary>Why it can't be started on this machine, and what to do; null if it can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    public Uri Endpoint { get; }

    /// <summary>Starts it, and returns when it serves.</summary>
    public static async Task<SwiftServer> StartAsync(CancellationToken cancellationToken)
    {
        // The S3 API, one for each kind of server behind it, and memcached.
        var ports = Enumerable.Range(0, 5).Select(_ => LocalPort.Free().ToString(CultureInfo.InvariantCulture)).ToList();
        var directory = Directory.CreateTempSubdirectory("holdfast-swift-").FullName;
        var script = ScriptedServer.ReadScript(typeof(SwiftServer), "swift.sh");
        var server = await ScriptedServer.StartAsync("Swift", script, [directory, .. ports], cancellationToken);
        return new(server, new Uri($"http://127.0.0.1:{ports[0]}/"));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string? FindObstacle()
    {
        var missing = ScriptedServer.MissingPackages(Programs);
        return missing.Count == 0
            ? null
            : $"OpenStack Swift isn't installed on this machine. Install it with 'apt-get install {string.Join(' ', missing)}' (Debian).";
    }
}
