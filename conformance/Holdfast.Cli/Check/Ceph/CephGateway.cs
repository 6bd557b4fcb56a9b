using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
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

    private const string Script = "ceph/ceph-gateway.sh";

    // The programs that the script starts, each with its Debian package.
    private static readonly (string Program, string Package)[] Programs =
        [("ceph-mon", "ceph-mon"), ("ceph-osd", "ceph-osd"), ("radosgw", "radosgw"), ("curl", "curl")];

    // It takes 2 s on an idle machine with two cores.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process _script;
    private readonly Task<string> _errors;

    private CephGateway(Process script, Uri endpoint)
    {
        (_script, Endpoint) = (script, endpoint);
        _errors = script.StandardError.ReadToEndAsync();
    }

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
    public Task StopAsync(CancellationToken cancellationToken) => OrderAsync("stop", cancellationToken);

    /// <summary>Starts the gateway again, and returns when it serves.</summary>
    public Task ResumeServiceAsync(CancellationToken cancellationToken) => OrderAsync("start", cancellationToken);

    /// <summary>Stops the gateway's process without ending it: connections stay open, and nothing answers.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => OrderAsync("pause", cancellationToken);

    /// <summary>Lets a paused gateway go on.</summary>
    public Task ContinueAsync(CancellationToken cancellationToken) => OrderAsync("resume", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        await _errors;
        _script.Dispose();
    }

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Ceph runs on Linux only.";
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var missing = Programs.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program.Program))))
            .Select(program => program.Package).ToList();
        return missing.Count == 0
            ? null
            : $"Ceph isn't installed on this machine. Install it with 'apt-get install {string.Join(' ', missing)}' (Debian, Ubuntu).";
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The gateway owns its process.")]
    private static async Task<CephGateway> TryStartAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-ceph-").FullName;
        var port = LocalPort.Free();
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            ArgumentList =
            {
                "-c", ReadScript(), "ceph-gateway", directory,
                LocalPort.Free().ToString(CultureInfo.InvariantCulture), port.ToString(CultureInfo.InvariantCulture),
            },
        };
        var gateway = new CephGateway(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}/"));
        var isReady = false;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartTimeout);
            await gateway.ExpectAsync("ready", limit.Token);
            isReady = true;
            return gateway;
        }
        finally
        {
            if (!isReady)
            {
                await gateway.DisposeAsync();
            }
        }
    }

    private async Task OrderAsync(string order, CancellationToken cancellationToken)
    {
        await _script.StandardInput.WriteLineAsync(order.AsMemory(), cancellationToken);
        await _script.StandardInput.FlushAsync(cancellationToken);
        await ExpectAsync("done", cancellationToken);
    }

    private async Task ExpectAsync(string expected, CancellationToken cancellationToken)
    {
        if (await _script.StandardOutput.ReadLineAsync(cancellationToken) != expected)
        {
            throw new InvalidOperationException($"Ceph ended: {await _errors.WaitAsync(cancellationToken)}");
        }
    }

    private static string ReadScript()
    {
        using var resource = typeof(CephGateway).Assembly.GetManifestResourceStream(Script)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
