using System.Text.RegularExpressions;
using Holdfast.Protocol.Ietf;
using Holdfast.Server.Capacity;
using Holdfast.Server.Core;
using Holdfast.Server.Cors;
using Holdfast.Server.Hosting;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Serve;

/// <summary>Turns the settings into options of the server.</summary>
internal static class ServerConfiguration
{
    /// <exception cref="UsageException">A value is invalid, or a directory can't be used.</exception>
    public static UploadServerOptions Read(ServeSettings settings, ILoggerFactory loggers) => new()
    {
        Host = settings.Text("host"),
        Port = (int)settings.Number("port", atMost: 65535),
        UnixSocket = settings.OptionalText("unix-sock"),
        BasePath = settings.Text("base-path"),
        Tls = ReadTls(settings),
        EnableH2c = settings.Switch("enable-h2c"),
        AllowLoneLineFeed = settings.Switch("allow-lone-lf"),
        ShutdownTimeout = settings.Duration("shutdown-timeout"),
        Capacity = new CapacityOptions
        {
            MaxConnections = (int)settings.Number("max-connections", atMost: int.MaxValue),
            MaxRequests = (int)settings.Number("max-requests", atMost: int.MaxValue),
        },
        LoggerFactory = loggers,
        MetricsPath = ReadPath(settings, "expose-metrics", "metrics-path"),
        HealthPath = ReadPath(settings, "expose-health", "health-path"),
        HealthTimeout = settings.Wait("health-timeout"),
        Configure = ProfilingConfiguration.Read(settings) + (settings.Switch("show-greeting") ? Greeting.Show : null),
        Uploads = HookConfiguration.Add(ReadUploads(settings, loggers), settings),
    };

    /// <summary>The options for files.</summary>
    public static FileStoreOptions ReadFiles(ServeSettings settings) => new()
    {
        SyncToDisk = settings.Switch("sync-to-disk"),
        FilePermissions = settings.Permissions("file-perms"),
        DirectoryPermissions = settings.Permissions("dir-perms"),
        DataDirectories = settings.List("data-dirs"),
    };

    /// <summary>The intervals at which lock files are checked.</summary>
    public static FileLockOptions ReadLocks(ServeSettings settings) => new()
    {
        HolderPollInterval = settings.Wait("filelock-holder-poll-interval"),
        AcquirerPollInterval = settings.Wait("filelock-acquirer-poll-interval"),
    };

    private static UploadOptions ReadUploads(ServeSettings settings, ILoggerFactory loggers)
    {
        var (store, locker) = Open(settings, loggers);
        return new UploadOptions
        {
            Store = store,
            Locker = locker,
            MaxSize = settings.Number("max-size"),
            NetworkTimeout = settings.Wait("network-timeout"),
            AcquireLockTimeout = settings.Wait("acquire-lock-timeout"),
            RequestCompletionTimeout = settings.Wait("request-completion-timeout"),
            DisableDownload = settings.Switch("disable-download"),
            DisableTermination = settings.Switch("disable-termination"),
            DisableConcatenation = settings.Switch("disable-concatenation"),
            DisableChecksum = settings.Switch("disable-checksum"),
            Expiration = ReadExpiration(settings),
            MaxParts = (int)settings.Number("max-parts", atMost: int.MaxValue),
            MaxRepeatedBytes = settings.Number("max-repeated-bytes"),
            RemovePartsAfterConcatenation = settings.Switch("remove-parts"),
            MinimumBodyRate = settings.Number("min-body-rate"),
            MaxConcurrentUploads = (int)settings.Number("max-concurrent-uploads", atMost: int.MaxValue),
            Ietf = settings.Switch("disable-ietf") ? null : ReadIetf(settings),
            BehindProxy = settings.Switch("behind-proxy"),
            PublicUrl = ReadPublicUrl(settings),
            Cors = settings.Switch("disable-cors") ? null : ReadCors(settings),
        };
    }

    private static string? ReadPath(ServeSettings settings, string isShown, string name)
    {
        var path = settings.Text(name);
        return !ServicePaths.IsPath(path)
            ? throw new UsageException($"'{path}' is not a path. '-{name}' takes one that begins with a slash, for example '/{name}'.")
            : settings.Switch(isShown) ? path : null;
    }

    private static (IUploadStore Store, IUploadLocker Locker) Open(ServeSettings settings, ILoggerFactory loggers)
    {
        if (S3Configuration.Open(settings, loggers) is { } s3)
        {
            return (s3, new MemoryUploadLocker());
        }

        var directory = settings.Text("upload-dir");
        return (OpenStore(directory, settings), new FileUploadLocker(directory, ReadLocks(settings)));
    }

    private static Uri? ReadPublicUrl(ServeSettings settings) =>
        settings.OptionalText("public-url") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && UploadOptions.IsCreationUrl(url) ? url
        : throw new UsageException(
            $"'{text}' is not a valid URL. '-public-url' takes the creation URL that clients use, "
            + "for example 'https://uploads.example/files/'.");

    private static ExpirationOptions? ReadExpiration(ServeSettings settings)
    {
        var (unfinished, finished) =
            (Lifetime(settings.Duration("expire-unfinished-after")), Lifetime(settings.Duration("expire-finished-after")));
        return unfinished is null && finished is null ? null : new ExpirationOptions { Unfinished = unfinished, Finished = finished };
    }

    // Reading tusd's switch refuses invalid values; the value itself has no effect.
    private static IetfOptions ReadIetf(ServeSettings settings)
    {
        _ = settings.Switch("enable-experimental-protocol");
        var limits = new IetfOptions
        {
            AssumeFinalRfc = settings.Switch("ietf-final"),
            MinSize = settings.Number("ietf-min-size", IetfProtocol.MaxLength),
            MinAppendSize = settings.Number("ietf-min-append-size", IetfProtocol.MaxLength),
            MaxAppendSize = settings.Number("ietf-max-append-size", IetfProtocol.MaxLength),
        };
        return limits.MaxAppendSize is 0 || limits.MinAppendSize <= limits.MaxAppendSize
            ? limits
            : throw new UsageException(
                $"'-ietf-min-append-size' is '{limits.MinAppendSize}' and '-ietf-max-append-size' is '{limits.MaxAppendSize}', so no "
                    + "size is allowed. Lower the first or raise the second.");
    }

    private static TimeSpan? Lifetime(TimeSpan given) => given > TimeSpan.Zero ? given : null;

    private static CorsOptions ReadCors(ServeSettings settings) => new()
    {
        AllowOrigin = settings.Text("cors-allow-origin") is var origin && IsExpression(origin)
            ? origin
            : throw new UsageException($"'{origin}' is not a regular expression. '-cors-allow-origin' takes one for origins, for example "
                + "'^https://example\\.com$'."),
        AllowCredentials = settings.Switch("cors-allow-credentials"),
        AllowMethods = settings.List("cors-allow-methods"),
        AllowHeaders = settings.List("cors-allow-headers"),
        ExposeHeaders = settings.List("cors-expose-headers"),
        MaxAge = TimeSpan.FromSeconds(settings.Number("cors-max-age", atMost: int.MaxValue)),
    };

    private static TlsOptions? ReadTls(ServeSettings settings)
    {
        var mode = settings.Read<TlsMode>("tls-mode", "a mode of TLS", "'tls12', 'tls12-strong' or 'tls13'", text => text switch
        {
            "tls12" => TlsMode.Tls12,
            "tls12-strong" => TlsMode.Tls12Strong,
            "tls13" => TlsMode.Tls13,
            _ => null,
        });

        // tusd serves without TLS if one of the two is missing, which no user wants.
        return (settings.OptionalText("tls-certificate"), settings.OptionalText("tls-key")) switch
        {
            (null, null) => null,
            ({ } certificate, { } key) => new TlsOptions { CertificateFile = certificate, KeyFile = key, Mode = mode },
            _ => throw new UsageException("TLS needs both '-tls-certificate' and '-tls-key', but one is missing. Give both or none."),
        };
    }

    private static FileUploadStore OpenStore(string directory, ServeSettings settings)
    {
        try
        {
            var store = new FileUploadStore(directory, ReadFiles(settings));
            store.DemandWritable();
            return store;
        }
        catch (Exception exception) when (exception is UploadStoreException or ArgumentException)
        {
            throw new UsageException(
                $"The directory '{directory}' cannot be used: {exception.Message} Choose another one with '-upload-dir'.", exception);
        }
    }

    // The server uses the non-backtracking engine, so expressions that need backtracking are refused.
    private static bool IsExpression(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
