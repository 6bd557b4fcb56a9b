using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.S3;

/// <summary>How an S3 server is reached.</summary>
public sealed record S3Connection
{
    /// <summary>The default of <see cref="MaxConnections"/>.</summary>
    internal const int DefaultConnections = 128;

    // The region in signatures for a server that knows no regions.
    private const string DefaultRegion = "us-east-1";

    // The SDK writes as much to a socket by one call of the system. Its own 8 KiB make 130,000 calls for a gibibyte, and Ceph makes as
    // many to receive it.
    private const int SendSize = 128 * 1024;

    /// <summary>The server's URL, below which objects are addressed by path; null means AWS (tusd: <c>-s3-endpoint</c>).</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region; null takes it from <c>AWS_REGION</c> or the profile, as the AWS SDK does.</summary>
    public string? Region { get; init; }

    /// <summary>Plain HTTP to AWS; an <see cref="Endpoint"/> says it itself (tusd: <c>-s3-disable-ssl</c>).</summary>
    public bool DisableSsl { get; init; }

    /// <summary>The nearest edge of AWS takes the bytes (tusd: <c>-s3-transfer-acceleration</c>).</summary>
    public bool TransferAcceleration { get; init; }

    /// <summary>Whether requests carry a checksum that only newer servers know.</summary>
    public S3ChecksumCalculation ChecksumCalculation { get; init; }

    /// <summary>How often a call is repeated, after a wait that grows, before it counts as failed. Default: 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>
    /// The credentials; null takes them from <c>AWS_ACCESS_KEY_ID</c> and <c>AWS_SECRET_ACCESS_KEY</c>, a profile or the machine's
    /// role, as the AWS SDK and tusd do.
    /// </summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>
    /// Where each call to S3 is logged, at level Debug and without contents; null logs none (tusd: <c>-s3-log-api-calls</c>).
    /// </summary>
    public ILogger? CallLogger { get; init; }

    /// <summary>
    /// How many connections to S3 are open at once; more calls wait for one of them. Default: 128, some more than the calls of 40 requests.
    /// </summary>
    public int MaxConnections { get; init; } = DefaultConnections;

    /// <summary>The clock of the log.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Makes a client.</summary>
    public IAmazonS3 CreateClient()
    {
        var calculation = ChecksumCalculation == S3ChecksumCalculation.WhenSupported;
        var config = new AmazonS3Config
        {
            RequestChecksumCalculation =
                calculation ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation =
                calculation ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = MaxRetries,
            BufferSize = SendSize,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseAccelerateEndpoint = TransferAcceleration,
            MaxConnectionsPerServer = MaxConnections,
            HttpClientFactory = new WholeAnswers(),
        };
        if (Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = Region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? DefaultRegion;
        }
        else
        {
            config.UseHttp = DisableSsl;
            if (Region is { } region)
            {
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            }
        }

        var client = Credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(Credentials, config);
        if (CallLogger is { } logger)
        {
            CallLog.Attach(client, logger, TimeProvider);
        }

        return client;
    }
}
