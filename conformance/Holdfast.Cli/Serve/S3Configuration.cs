using Amazon.Runtime;
using Holdfast.Server.S3;
using Holdfast.Server.Stores;
using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Serve;

/// <summary>What the settings mean for a store on S3.</summary>
internal static class S3Configuration
{
    private const long LargestPart = 5L << 30;

    private const string CallCategory = "Holdfast.S3";

    /// <summary>How the S3 server is reached. The AWS SDK finds the credentials: in the environment, a profile or a role.</summary>
    public static S3Connection ReadConnection(ServeSettings settings, ILoggerFactory? loggers = null) => new()
    {
        Endpoint = ReadEndpoint(settings),
        DisableSsl = settings.Switch("s3-disable-ssl"),
        TransferAcceleration = settings.Switch("s3-transfer-acceleration"),
        CallLogger = settings.Switch("s3-log-api-calls") ? loggers?.CreateLogger(CallCategory) : null,
        ChecksumCalculation = settings.Read<S3ChecksumCalculation>(
            "s3-checksum-calculation", "a setting for checksums", "'when-required' or 'when-supported'", text => text switch
            {
                "when-required" => S3ChecksumCalculation.WhenRequired,
                "when-supported" => S3ChecksumCalculation.WhenSupported,
                _ => null,
            }),
    };

    /// <summary>How uploads are kept.</summary>
    public static S3StoreOptions ReadOptions(ServeSettings settings) => new()
    {
        Bucket = settings.Text("s3-bucket"),
        ObjectPrefix = settings.Text("s3-object-prefix"),
        MetadataObjectPrefix = settings.OptionalText("s3-metadata-object-prefix"),
        PartSize = settings.Number("s3-part-size", LargestPart),
        MinPartSize = settings.Number("s3-min-part-size", LargestPart),
        MaxPartSize = settings.Number("s3-max-part-size", LargestPart),
        EqualPartSizes = settings.Switch("s3-equal-part-sizes"),
        MaxBufferedParts = (int)settings.Number("s3-max-buffered-parts", atMost: int.MaxValue / 2),
        ConcurrentPartUploads = (int)settings.Number("s3-concurrent-part-uploads", atMost: int.MaxValue / 2),
        DisableContentHashes = settings.Switch("s3-disable-content-hashes"),
        DisableChunkEncoding = settings.Switch("s3-disable-chunk-encoding"),
        StorageClass = settings.OptionalText("s3-storage-class"),
        ServerSideEncryption = ReadEncryption(settings),
        KmsKeyId = settings.OptionalText("s3-kms-key"),
        Tags = ReadTags(settings),
        FileNameInKey = settings.Switch("s3-file-name-in-key"),
        BufferInMemory = Environment.GetEnvironmentVariable("TUSD_S3STORE_TEMP_MEMORY") == "1",
    };

    /// <summary>Opens the store; null when no bucket is named. Values are read in any case, so that a wrong one is told.</summary>
    /// <exception cref="UsageException">A value is invalid, or the AWS SDK lacks one.</exception>
    public static S3UploadStore? Open(ServeSettings settings, ILoggerFactory loggers)
    {
        var (connection, options) = (ReadConnection(settings, loggers), ReadOptions(settings));
        try
        {
            return options.Bucket.Length > 0 ? new S3UploadStore(connection.CreateClient(), options) : null;
        }
        catch (ArgumentException impossible)
        {
            throw new UsageException($"{impossible.Message} See the flags '-s3-…' in 'holdfast serve --help'.", impossible);
        }
        catch (AmazonClientException impossible)
        {
            throw new UsageException(
                $"S3 cannot be used: {impossible.Message} Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION.", impossible);
        }
    }

    /// <summary>Asks S3 for the bucket. A server that can't be reached now may be there later, and is no reason to end.</summary>
    /// <exception cref="UsageException">S3 refuses the bucket.</exception>
    public static async Task DemandBucketAsync(IUploadStore store, ServeSettings settings, CancellationToken stop)
    {
        if (store is S3UploadStore s3 && await s3.FindObstacleAsync(stop) is { } obstacle)
        {
            throw new UsageException(
                $"The bucket '{settings.Text("s3-bucket")}' cannot be used: {obstacle} Choose another one with '-s3-bucket', or check the "
                + "credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
        }
    }

    private static Uri? ReadEndpoint(ServeSettings settings) =>
        settings.OptionalText("s3-endpoint") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new UsageException(
            $"'{text}' is not a valid URL. '-s3-endpoint' takes one with its scheme, for example 'http://127.0.0.1:9000'.");

    private static string? ReadEncryption(ServeSettings settings) => settings.OptionalText("s3-encryption") switch
    {
        null => null,
        "AES256" => "AES256",
        "aws:kms" => "aws:kms",
        var other => throw new UsageException($"'{other}' is not an encryption. '-s3-encryption' takes 'AES256' or 'aws:kms'."),
    };

    private static Dictionary<string, string> ReadTags(ServeSettings settings)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in settings.List("s3-tags"))
        {
            var (key, value) = pair.Split('=', 2) is [{ Length: > 0 } name, var its] ? (name, its) : throw new UsageException(
                $"'{pair}' is not a tag. '-s3-tags' takes keys and values, separated by commas, for example 'team=video,kind=raw'.");
            tags[key] = value;
        }

        return tags;
    }
}
