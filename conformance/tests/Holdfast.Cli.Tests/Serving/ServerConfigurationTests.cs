using Holdfast.Cli.Serve.Logs;
using Holdfast.Cli.Serve;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Locks;
using Holdfast.Server.S3;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>Every flag arrives at its option; and without flags, tusd's defaults do (tusd-parity, section 2).</summary>
public sealed class ServerConfigurationTests
{
    [Test]
    public void The_server_receives_each_given_value()
    {
        using var directory = new TemporaryDirectory();
        var settings = Given(
            ("upload-dir", directory.At("d")), ("host", "127.0.0.2"), ("port", "81"), ("unix-sock", "/s"), ("base-path", "/b/"),
            ("enable-h2c", "true"),
            ("public-url", "https://p.test/q"), ("allow-lone-lf", "true"),
            ("shutdown-timeout", "1s"), ("max-size", "2"), ("network-timeout", "3s"), ("acquire-lock-timeout", "4s"),
            ("request-completion-timeout", "5s"),
            ("disable-download", "1"), ("disable-termination", "t"), ("disable-concatenation", "T"), ("disable-checksum", "TRUE"),
            ("remove-parts", "True"),
            ("max-parts", "15"), ("max-repeated-bytes", "16"), ("data-dirs", "/a,/b"),
            ("min-body-rate", "6"), ("max-concurrent-uploads", "7"), ("behind-proxy", "true"), ("expire-unfinished-after", "8s"),
            ("expire-finished-after", "9s"),
            ("sync-to-disk", "true"), ("file-perms", "600"), ("dir-perms", "700"), ("filelock-holder-poll-interval", "10s"),
            ("filelock-acquirer-poll-interval", "11s"), ("cors-allow-credentials", "true"), ("tls-certificate", "c"), ("tls-key", "k"),
            ("tls-mode", "tls13"),
            ("ietf-final", "true"), ("ietf-min-size", "12"), ("ietf-min-append-size", "13"), ("ietf-max-append-size", "14"),
            ("enable-experimental-protocol", "true"), ("metrics-path", "/m"), ("health-path", "/h"), ("health-timeout", "17s"));

        var options = ServerConfiguration.Read(settings, NullLoggerFactory.Instance);
        var uploads = options.Uploads;

        (options.Host, options.Port, options.UnixSocket, options.BasePath, options.EnableH2c).ShouldBe(
            ("127.0.0.2", 81, "/s", "/b/", true));
        (uploads.PublicUrl, options.AllowLoneLineFeed).ShouldBe((new Uri("https://p.test/q"), true));
        (options.MetricsPath, options.HealthPath, options.HealthTimeout).ShouldBe(("/m", "/h", Seconds(17)));
        options.Tls.ShouldBe(new TlsOptions { CertificateFile = "c", KeyFile = "k", Mode = TlsMode.Tls13 });
        (options.ShutdownTimeout, uploads.NetworkTimeout, uploads.AcquireLockTimeout, uploads.RequestCompletionTimeout)
            .ShouldBe((Seconds(1), Seconds(3), Seconds(4), Seconds(5)));
        (uploads.MaxSize, uploads.MinimumBodyRate, uploads.MaxConcurrentUploads, uploads.MaxParts, uploads.MaxRepeatedBytes).ShouldBe(
            (2, 6, 7, 15, 16));
        (uploads.DisableDownload, uploads.DisableTermination, uploads.DisableConcatenation, uploads.DisableChecksum).ShouldBe(
            (true, true, true, true));
        (uploads.RemovePartsAfterConcatenation, uploads.BehindProxy, uploads.Cors?.AllowCredentials).ShouldBe((true, true, true));
        uploads.Ietf.ShouldBe(new IetfOptions { AssumeFinalRfc = true, MinSize = 12, MinAppendSize = 13, MaxAppendSize = 14 });
        uploads.Expiration.ShouldBe(new ExpirationOptions { Unfinished = Seconds(8), Finished = Seconds(9) });
        uploads.Locker.ShouldBeOfType<FileUploadLocker>("several processes may share the directory");
        ServerConfiguration.ReadLocks(settings).ShouldBe(new FileLockOptions
        {
            HolderPollInterval = Seconds(10), AcquirerPollInterval = Seconds(11),
        });
        var files = ServerConfiguration.ReadFiles(settings);
        (files.SyncToDisk, files.FilePermissions, files.DirectoryPermissions)
            .ShouldBe((true, UnixFileMode.UserRead | UnixFileMode.UserWrite,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        files.DataDirectories.ShouldBe(["/a", "/b"]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(directory.At("d")).ShouldBe(files.DirectoryPermissions);
        }
    }

    [Test]
    public void Without_flags_the_defaults_are_tusds()
    {
        using var directory = new TemporaryDirectory();
        var settings = Given(("upload-dir", directory.FullName));

        var options = ServerConfiguration.Read(settings, NullLoggerFactory.Instance);
        var uploads = options.Uploads;

        (options.Host, options.Port, options.UnixSocket, options.BasePath, options.EnableH2c, options.Tls).ShouldBe(
            ("0.0.0.0", 8080, null, "/files/", false, null));
        (options.ShutdownTimeout, uploads.NetworkTimeout, uploads.AcquireLockTimeout, uploads.RequestCompletionTimeout)
            .ShouldBe((Seconds(10), Seconds(60), Seconds(20), Seconds(10)));
        (uploads.MaxSize, uploads.MinimumBodyRate, uploads.MaxConcurrentUploads).ShouldBe((0, 0, 0));
        (uploads.MaxParts, uploads.MaxRepeatedBytes).ShouldBe((5_000, 16 * 1024 * 1024));
        (uploads.DisableDownload, uploads.DisableTermination, uploads.DisableConcatenation, uploads.DisableChecksum).ShouldBe(
            (false, false, false, false));
        (uploads.RemovePartsAfterConcatenation, uploads.BehindProxy, uploads.Expiration).ShouldBe((false, false, null));
        (uploads.PublicUrl, options.AllowLoneLineFeed).ShouldBe((null, false));
        (options.MetricsPath, options.HealthPath, options.HealthTimeout).ShouldBe(("/metrics", "/health", Seconds(2)));
        uploads.Ietf.ShouldBe(new IetfOptions());
        var cors = uploads.Cors.ShouldNotBeNull();
        (cors.AllowOrigin, cors.AllowCredentials, cors.MaxAge).ShouldBe((".*", false, TimeSpan.FromDays(1)));
        ServerConfiguration.ReadLocks(settings).ShouldBe(new FileLockOptions
        {
            HolderPollInterval = Seconds(5), AcquirerPollInterval = Seconds(2),
        });
        var files = ServerConfiguration.ReadFiles(settings);
        ((int)files.DirectoryPermissions, (int)files.FilePermissions, files.SyncToDisk).ShouldBe(
            (Convert.ToInt32("775", 8), Convert.ToInt32("664", 8), false));
    }

    [Test]
    public void A_store_on_S3_receives_each_given_value()
    {
        var settings = Given(
            ("s3-bucket", "b"), ("s3-object-prefix", "p"), ("s3-metadata-object-prefix", "m"), ("s3-part-size", "9000000"),
            ("s3-min-part-size", "6000000"), ("s3-max-part-size", "10000000"), ("s3-equal-part-sizes", "true"),
            ("s3-max-buffered-parts", "3"), ("s3-concurrent-part-uploads", "4"), ("s3-disable-content-hashes", "true"),
            ("s3-disable-chunk-encoding", "true"), ("s3-storage-class", "GLACIER"), ("s3-encryption", "aws:kms"), ("s3-kms-key", "k"),
            ("s3-tags", "a=1,b="), ("s3-file-name-in-key", "true"), ("s3-endpoint", "http://127.0.0.1:9"), ("s3-disable-ssl", "true"),
            ("s3-transfer-acceleration", "true"), ("s3-checksum-calculation", "when-supported"));

        var options = S3Configuration.ReadOptions(settings);

        (options with { Tags = new Dictionary<string, string>() }).ShouldBeEquivalentTo(new S3StoreOptions
        {
            Bucket = "b",
            ObjectPrefix = "p",
            MetadataObjectPrefix = "m",
            PartSize = 9_000_000,
            MinPartSize = 6_000_000,
            MaxPartSize = 10_000_000,
            EqualPartSizes = true,
            MaxBufferedParts = 3,
            ConcurrentPartUploads = 4,
            DisableContentHashes = true,
            DisableChunkEncoding = true,
            StorageClass = "GLACIER",
            ServerSideEncryption = "aws:kms",
            KmsKeyId = "k",
            FileNameInKey = true,
        });
        options.Tags.ShouldBe(new Dictionary<string, string> { ["a"] = "1", ["b"] = "" });
        S3Configuration.ReadConnection(settings).ShouldBe(new S3Connection
        {
            Endpoint = new Uri("http://127.0.0.1:9"),
            DisableSsl = true,
            TransferAcceleration = true,
            ChecksumCalculation = S3ChecksumCalculation.WhenSupported,
        });
    }

    [TestCase("true", true)]
    [TestCase("false", false)]
    public void Calls_to_S3_are_logged_where_that_is_asked_for(string value, bool isLogged)
    {
        var connection = S3Configuration.ReadConnection(Given(("s3-log-api-calls", value)), NullLoggerFactory.Instance);

        (connection.CallLogger is not null).ShouldBe(isLogged);
    }

    [Test]
    public void Without_flags_a_store_on_S3_is_tusds()
    {
        var options = S3Configuration.ReadOptions(Given(("s3-bucket", "b")));

        (options.PartSize, options.MinPartSize, options.MaxBufferedParts, options.ConcurrentPartUploads).ShouldBe(
            (52_428_800, 5_242_880, 20, 10));
        options.ShouldBeEquivalentTo(new S3StoreOptions { Bucket = "b" });
        S3Configuration.ReadConnection(Given()).ShouldBe(new S3Connection());
    }

    [Test]
    public void Part_sizes_that_S3_can_not_take_are_refused_with_those_that_it_can()
    {
        var settings = Given(("s3-bucket", "b"), ("s3-endpoint", "http://127.0.0.1:9"), ("s3-part-size", "1"));

        var said = Should.Throw<UsageException>(() => ServerConfiguration.Read(settings, NullLoggerFactory.Instance)).Message;

        said.ShouldContain("A part size of '1' bytes is impossible. Expected the smallest ('5242880') to the largest ('5368709120').");
    }

    [Test]
    public void Limits_of_appends_that_leave_no_size_are_refused()
    {
        using var directory = new TemporaryDirectory();
        var settings = Given(("upload-dir", directory.FullName), ("ietf-min-append-size", "5"), ("ietf-max-append-size", "4"));

        Should.Throw<UsageException>(() => ServerConfiguration.Read(settings, NullLoggerFactory.Instance)).Message.ShouldContain(
            "no size is allowed");
    }

    [Test]
    public void A_directory_without_write_access_is_refused_before_the_server_starts()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Linux has a directory that takes no files from anybody, root included.");
        }

        var said = Should.Throw<UsageException>(() => ServerConfiguration.Read(Given(("upload-dir", "/sys")), NullLoggerFactory.Instance));

        said.Code.ShouldBe(64);
        said.Message.ShouldContain("The directory '/sys' cannot be used: ");
        said.Message.ShouldContain("Choose another one with '-upload-dir'.");
    }

    /// <summary>Any text is a value of these.</summary>
    private static readonly string[] FreeText =
        ["host", "unix-sock", "base-path", "tls-certificate", "tls-key", "cors-allow-methods", "cors-allow-headers", "cors-expose-headers",
            "upload-dir", "data-dirs", "s3-bucket", "s3-object-prefix", "s3-metadata-object-prefix", "s3-storage-class", "s3-kms-key",
            "pprof-path"];

    /// <summary>These are read by <see cref="LockerConfiguration"/>, whose tests judge them.</summary>
    private static readonly string[] Locks = ["locker", "redis-lock", "redis-lock-prefix", "lock-lease", "lock-renewal", "lock-address"];

    /// <summary>These are read by <see cref="TelemetryExport"/>, whose tests judge them.</summary>
    private static readonly string[] Export = ["otlp-endpoint", "otlp-protocol", "otlp-headers", "otlp-signals"];

    /// <summary>These are read by <see cref="HookConfiguration"/> with the hooks that they belong to, and its tests judge them.</summary>
    private static readonly string[] Hooks =
    [
        "hooks-plugin", "hooks-grpc", "hooks-grpc-server-tls-certificate", "hooks-grpc-client-tls-certificate", "hooks-grpc-client-tls-key",
    ];

    // The other one is read once the server runs.
    private static IEnumerable<string> Read =>
        ServeFlags.All.Select(flag => flag.Name).Except([.. FreeText, .. Locks, .. Export, .. Hooks, "show-startup-logs"]);

    [TestCaseSource(nameof(Read))]
    public void A_wrong_value_of_any_flag_is_quoted_with_the_flag_and_what_is_expected(string flag)
    {
        using var directory = new TemporaryDirectory();
        var settings = Given(("upload-dir", directory.FullName), (flag, "?"));

        var said = Should.Throw<UsageException>(() =>
        {
            using var loggers = ServerLog.Create(settings);
            ServerConfiguration.Read(settings, loggers);
        }).Message;

        said.ShouldContain("'?' is not ");
        said.ShouldContain($"'-{flag}' takes ");
        said.ShouldNotContain("System.");
    }

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    private static ServeSettings Given(params (string Name, string Text)[] flags)
    {
        var values = flags.ToDictionary(flag => flag.Name, flag => new Setting(flag.Text, $"'-{flag.Name}'"), StringComparer.Ordinal);
        return new ServeSettings(flag => values.GetValueOrDefault(flag.Name));
    }
}
