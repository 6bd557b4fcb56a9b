using System.Globalization;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hosting;
using Holdfast.Server.Locks;
using Holdfast.Server.Redis;
using Holdfast.Server.S3.Locks;

namespace Holdfast.Cli.Serve;

/// <summary>tusd's lines at the start; scripts wait for some of them, word by word.</summary>
internal static class StartupLines
{
    private const double Mebibyte = 1024 * 1024;

    public static void Print(UploadServer server, UploadServerOptions options, ServeSettings settings)
    {
        if (!settings.Switch("show-startup-logs"))
        {
            return;
        }

        Console.WriteLine(StorageOf(settings));
        if (LocksOf(options.Uploads.Locker) is { } locks)
        {
            Console.WriteLine(locks);
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Using {options.Uploads.MaxSize / Mebibyte:0.00}MB as maximum size."));
        PrintHooks(settings);
        Console.WriteLine($"Supported tus extensions: {server.Extensions}");
        Console.WriteLine($"Using {options.UnixSocket ?? $"{HostOf(options.Host)}:{server.Url.Port}"} as address to listen.");
        Console.WriteLine($"Using {server.Url.AbsolutePath} as the base path.");
        PrintProfiling(settings);
        if (options.MetricsPath is { } metrics)
        {
            Console.WriteLine($"Using {metrics} as the metrics path.");
        }

        if (settings.OptionalText("otlp-endpoint") is { } collector)
        {
            Console.WriteLine($"Using '{Shown(collector)}' as the OpenTelemetry collector.");
        }

        if (options.HealthPath is { } health)
        {
            Console.WriteLine($"Using {health} as the health path.");
        }

        if (options.UnixSocket is null)
        {
            Console.WriteLine($"You can now upload files to: {server.Url}");
        }
    }

    private static string StorageOf(ServeSettings settings) =>
        (settings.Text("s3-bucket"), settings.Text("s3-endpoint").TrimEnd('/'), settings.Switch("s3-transfer-acceleration")) switch
    {
        ("", _, _) => $"Using '{Path.GetFullPath(settings.Text("upload-dir"))}' as directory storage.",
        (var bucket, "", false) => $"Using 's3://{bucket}' as S3 bucket for storage.",
        (var bucket, "", true) => $"Using 's3://{bucket}' as S3 bucket for storage with AWS S3 Transfer Acceleration enabled.",
        (var bucket, var endpoint, _) => $"Using '{endpoint}/{bucket}' as S3 endpoint and bucket for storage.",
    };

    private static void PrintHooks(ServeSettings settings)
    {
        var lines = new[]
        {
            Line("hooks-dir", directory => $"Using '{directory}' for hooks"),

            Line("hooks-http", url => $"Using '{Shown(url)}' as the endpoint for hooks"),
            Line("hooks-grpc", target => $"Using '{target}' as the endpoint for gRPC hooks"),
            Line("hooks-plugin", file => $"Using '{file}' to load plugin for hooks"),
        }.OfType<string>().ToList();
        if (lines.Count > 0)
        {
            var events = HookConfiguration.ReadEvents(settings).Order().Select(HookTypes.NameOf);
            lines.Add($"Enabled hook events: {string.Join(", ", events)}");
        }

        lines.ForEach(Console.WriteLine);

        string? Line(string flag, Func<string, string> say) => settings.OptionalText(flag) is { } text ? say(text) : null;
    }

    private static void PrintProfiling(ServeSettings settings)
    {
        if (settings.Switch("expose-pprof"))
        {
            var isOpen = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ProfilingConfiguration.CredentialsVariable));
            Console.WriteLine(
                $"Using {settings.Text("pprof-path")} as the path of profiling, "
                + (isOpen ? $"open to everybody: {ProfilingConfiguration.CredentialsVariable} isn't set." : "with a password."));
        }
    }
    // Without a password or a token.
    private static string Shown(string url) =>
        new Uri(url).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static string? LocksOf(IUploadLocker locker) => locker switch
    {
        RedisUploadLocker => "Using Redis for locks, which several servers may share.",
        S3UploadLocker => "Using the bucket for locks, which several servers may share.",
        MemoryUploadLocker => "Using memory for locks, so no other server may use the same uploads.",
        _ => null,
    };

    // RFC 3986, 3.2.2: an IPv6 address stands in brackets before a port.
    private static string HostOf(string host) => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}
