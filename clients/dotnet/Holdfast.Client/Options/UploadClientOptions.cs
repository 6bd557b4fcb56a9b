using Holdfast.Protocol.Checksums;
using Holdfast.Protocol.Ietf;

namespace Holdfast.Client;

/// <summary>The options of an <see cref="UploadClient"/>, which hold for all its uploads.</summary>
public sealed record UploadClientOptions
{
    /// <summary>The protocol. Default: tus 1.0.0.</summary>
    public UploadProtocol Protocol { get; init; }

    /// <summary>The interop version of the draft, from 6 to 10. Default: 10, the newest.</summary>
    public int InteropVersion { get; init; } = InteropVersions.Newest.Number;

    /// <summary>What the first request carries. Default: no content.</summary>
    public UploadCreation Creation { get; init; }

    /// <summary>
    /// The most bytes in one request; null, the default, sends all remaining bytes in one. Some servers and proxies accept only smaller
    /// requests. The limits of a server of the draft hold in any case.
    /// </summary>
    public long? ChunkSize { get; init; }

    /// <summary>
    /// How many parts of one file are uploaded at the same time and then concatenated (tus extension concatenation). Default: 1. It needs a
    /// source that can be read anywhere, of a known length. A server without the extension gets one upload.
    /// </summary>
    public int ParallelUploads { get; init; } = 1;

    /// <summary>A checksum for each request's content; none by default. tus only.</summary>
    public ChecksumOptions? Checksum { get; init; }

    /// <summary>When a failed request is tried again.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>
    /// If no byte passes for this time, the connection is given up, and the upload resumes on a new one. It also limits the wait for
    /// a response. Default: 30 s.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest wait for the response to the request that completes an upload, because a server may have to process the whole upload
    /// before. Default: 2 minutes.
    /// </summary>
    public TimeSpan CompletionTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Where the URLs of unfinished uploads are kept, so that a later call, also in another process, resumes them. Default: files in the
    /// user's directory for application data. Null keeps none.
    /// </summary>
    public IUploadUrlStore? UrlStore { get; init; } = FileUrlStore.Default;

    /// <summary>
    /// Header fields of every request, for example credentials. They are sent to the origin of <see cref="UploadRequest.Endpoint"/> and to
    /// <see cref="TrustedOrigins"/> only.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Called before each request to a trusted origin, for example to add an access token that changes. Not called for other origins.
    /// </summary>
    public Func<HttpRequestMessage, CancellationToken, ValueTask>? PrepareRequest { get; init; }

    /// <summary>
    /// Further origins to which header fields of the caller may be sent, for example <c>https://uploads.example:8443</c>.
    /// </summary>
    public IReadOnlyList<Uri> TrustedOrigins { get; init; } = [];

    /// <summary>
    /// With the draft and <see cref="UploadCreation.WithContent"/>: send the whole content again when the connection broke before the
    /// server announced the upload. The server may then have the content twice. Default: false, the upload fails.
    /// </summary>
    public bool RepeatCreation { get; init; }

    /// <summary>
    /// How many bytes of a stream that cannot seek are kept in memory until the server has stored them. Default: 4 MiB.
    /// </summary>
    public int StreamBufferSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        Require(InteropVersion is >= 6 and <= 10, nameof(InteropVersion), InteropVersion, "a number from 6 to 10");
        Require(ChunkSize is null or > 0, nameof(ChunkSize), ChunkSize, "a positive number of bytes, or null");
        Require(ParallelUploads is >= 1 and <= 64, nameof(ParallelUploads), ParallelUploads, "a number from 1 to 64");
        Require(StreamBufferSize >= 64 * 1024, nameof(StreamBufferSize), StreamBufferSize, "65536 bytes or more");
        Require(StallTimeout > TimeSpan.Zero, nameof(StallTimeout), StallTimeout, "a positive time");
        Require(CompletionTimeout > TimeSpan.Zero, nameof(CompletionTimeout), CompletionTimeout, "a positive time");
        Require(Retry.MaxAttempts >= 1, "Retry.MaxAttempts", Retry.MaxAttempts, "1 or more");
        Require(Retry.BaseDelay > TimeSpan.Zero, "Retry.BaseDelay", Retry.BaseDelay, "a positive time");
        Require(Retry.MaxDelay >= Retry.BaseDelay, "Retry.MaxDelay", Retry.MaxDelay, "Retry.BaseDelay or more");
        Require(
            Protocol == UploadProtocol.Tus || (Checksum is null && ParallelUploads == 1), nameof(Protocol), Protocol,
            "'Tus', because Checksum and ParallelUploads are extensions of tus");
        if (Checksum is { } checksum)
        {
            using var known = ChecksumAlgorithms.Begin(checksum.Algorithm);
            Require(
                known is not null, "Checksum.Algorithm", checksum.Algorithm,
                $"one of {string.Join(", ", ChecksumAlgorithms.Names)}");
        }
    }

    private static void Require(bool condition, string name, object? value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException($"The option {name} is '{value}', but {expected} was expected.");
        }
    }
}
