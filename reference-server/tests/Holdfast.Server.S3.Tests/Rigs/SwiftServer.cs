using System.Diagnostics;
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

    // It takes 3 s on an idle machine with two cores.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    // The programs that the script starts, each with its Debian package.
    private static readonly (string Program, string Package)[] Programs =
    [
        ("swift-proxy-server", "swift-proxy"), ("swift-account-server", "swift-account"), ("swift-container-server", "swift-container"),
        ("swift-object-server", "swift-object"), ("memcached", "memcached"),
    ];

    private readonly Process _script;
    private readonly Task<string> _errors;

    private SwiftServer(Process script, Uri endpoint)
    {
        (_script, Endpoint) = (script, endpoint);
        _errors = script.StandardError.ReadToEndAsync();
    }

    /// <summary>Why it can't be started on this machine, and what to do; null if it can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    public Uri Endpoint { get; }

    /// <summary>Starts it, and returns when it serves.</summary>
    public static async Task<SwiftServer> StartAsync(CancellationToken cancellationToken)
    {
        // The S3 API, one for each kind of server behind it, and memcached.
        var ports = Enumerable.Range(0, 5).Select(_ => LocalPort.Free()).ToList();
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            ArgumentList = { "-c", ReadScript(), "swift", Directory.CreateTempSubdirectory("holdfast-swift-").FullName },
        };
        ports.ForEach(port => start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture)));
        var server = new SwiftServer(Process.Start(start)!, new Uri($"http://127.0.0.1:{ports[0]}/"));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartTimeout);
        if (await server._script.StandardOutput.ReadLineAsync(limit.Token) != "ready")
        {
            throw new InvalidOperationException($"Swift ended: {await server._errors}");
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        await _errors;
        _script.Dispose();
    }

    private static string? FindObstacle()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var missing = Programs.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program.Program))))
            .Select(program => program.Package).ToList();
        return missing.Count == 0
            ? null
            : $"OpenStack Swift isn't installed on this machine. Install it with 'apt-get install {string.Join(' ', missing)}' (Debian).";
    }

    private static string ReadScript()
    {
        using var resource = typeof(SwiftServer).Assembly.GetManifestResourceStream("swift.sh")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
