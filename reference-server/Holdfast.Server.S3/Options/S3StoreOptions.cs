using Holdfast.Server.S3.Telemetry;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3;

/// <summary>How an <see cref="S3UploadStore"/> keeps uploads. Defaults are tusd v2's.</summary>
public sealed record S3StoreOptions
{
    /// <summary>The smallest part that S3 takes, unless it is an upload's last.</summary>
    internal const long SmallestPart = 5L << 20;

    /// <summary>The largest part that S3 takes.</summary>
    internal const long LargestPart = 5L << 30;

    /// <summary>The largest object that S3 takes.</summary>
    internal const long LargestObject = 5L << 40;

    /// <summary>How many parts an upload can have on S3.</summary>
    internal const int MaxParts = 10_000;

    /// <summary>The bucket (tusd: <c>-s3-bucket</c>).</summary>
    public required string Bucket { get; init; }

    /// <summary>The prefix of all keys; a slash is added (tusd: <c>-s3-object-prefix</c>).</summary>
    public string ObjectPrefix { get; init; } = "";

    /// <summary>
    /// The prefix of the keys of <c>ID.info</c> and <c>ID.part</c>; a slash is added. Null means <see cref="ObjectPrefix"/> (tusd: the
    /// package's MetadataObjectPrefix).
    /// </summary>
    public string? MetadataObjectPrefix { get; init; }

    /// <summary>
    /// The size of a part, as long as 10,000 of them are enough for the upload. Default: 50 MiB (tusd: <c>-s3-part-size</c>).
    /// </summary>
    public long PartSize { get; init; } = 50L << 20;

    /// <summary>Fewer bytes wait in <c>ID.part</c> for those after them. Default: 5 MiB (tusd: <c>-s3-min-part-size</c>).</summary>
    public long MinPartSize { get; init; } = SmallestPart;

    /// <summary>The largest part that is made. Default: 5 GiB (tusd: the package's MaxPartSize).</summary>
    public long MaxPartSize { get; init; } = LargestPart;

    /// <summary>
    /// All parts but an upload's last have the same size, as Cloudflare R2 demands. A body that ends within a part then leaves the rest in
    /// <c>ID.part</c>, however large it is.
    /// </summary>
    public bool EqualPartSizes { get; init; }

    /// <summary>
    /// How many parts may wait, all requests together, until one of the places for uploads is free; then the server reads no more from its
    /// clients. Each takes its size in the folder for temporary files. Default: 20 (tusd: <c>-s3-max-buffered-parts</c>).
    /// </summary>
    public int MaxBufferedParts { get; init; } = 20;

    /// <summary>
    /// How many parts are uploaded at once, all requests together. Default: 10 (tusd: <c>-s3-concurrent-part-uploads</c>).
    /// </summary>
    public int ConcurrentPartUploads { get; init; } = 10;

    /// <summary>
    /// Parts are sent by URLs that are signed for 15 minutes, without a hash over the content (tusd: <c>-s3-disable-content-hashes</c>).
    /// </summary>
    public bool DisableContentHashes { get; init; }

    /// <summary>
    /// Contents are hashed before they are sent instead of chunk by chunk. Cloudflare R2 and OpenStack Swift demand it; it reads each part
    /// twice.
    /// </summary>
    public bool DisableChunkEncoding { get; init; }

    /// <summary>The storage class of complete uploads, for example <c>STANDARD_IA</c>; null leaves it to the bucket.</summary>
    public string? StorageClass { get; init; }

    /// <summary>How S3 encrypts what it stores: <c>AES256</c> or <c>aws:kms</c>; null leaves it to the bucket.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The key for <c>aws:kms</c>; null means the account's own.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The tags of complete uploads.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The original file name ends the key: <c>ID/kelp.txt</c>. tusd then doesn't find the object.</summary>
    public bool FileNameInKey { get; init; }

    /// <summary>
    /// Chooses where an upload's bytes go, from what is known at its creation, whose id has no multipart id yet; null for the usual
    /// place. <c>ID.info</c> and <c>ID.part</c> stay where they are. tusd finds objects at the usual place only.
    /// </summary>
    public Func<UploadInfo, S3Place?>? Place { get; init; }

    /// <summary>Parts wait in memory instead of in files (tusd: <c>TUSD_S3STORE_TEMP_MEMORY=1</c>).</summary>
    public bool BufferInMemory { get; init; }

    /// <summary>The folder of the files in which parts wait; null means the system's.</summary>
    public string? TemporaryDirectory { get; init; }

    /// <summary>
    /// How long S3 may take to answer, or to take the next bytes of a content, until a call is repeated once. Default: 15 s.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What measures the store that has these options.</summary>
    internal S3Meter? Meter { get; init; }

    /// <summary>Checks that S3 can do what the options ask for.</summary>
    /// <exception cref="ArgumentException">It can't.</exception>
    internal void Check()
    {
        Demand(Bucket.Length > 0, "The bucket has no name. Give the name of a bucket that exists.");
        Demand(
            MinPartSize is > 0 and <= LargestPart,
            $"A smallest part of '{MinPartSize}' bytes is impossible. Expected 1 to '{LargestPart}'.");
        Demand(
            MaxPartSize >= MinPartSize && MaxPartSize <= LargestPart,
            $"A largest part of '{MaxPartSize}' bytes is impossible. Expected the smallest ('{MinPartSize}') to 5 GiB ('{LargestPart}').");
        Demand(
            PartSize >= MinPartSize && PartSize <= MaxPartSize,
            $"A part size of '{PartSize}' bytes is impossible. Expected the smallest ('{MinPartSize}') to the largest ('{MaxPartSize}').");
        Demand(MaxBufferedParts > 0, $"'{MaxBufferedParts}' buffered parts are too few. Expected 1 or more.");
        Demand(ConcurrentPartUploads > 0, $"'{ConcurrentPartUploads}' parts at once are too few. Expected 1 or more.");
        Demand(
            ServerSideEncryption is null or "AES256" or "aws:kms",
            $"'{ServerSideEncryption}' is no encryption that S3 has. Expected 'AES256' or 'aws:kms'.");
        Demand(
            KmsKeyId is null || ServerSideEncryption == "aws:kms",
            $"The key '{KmsKeyId}' has no use without the encryption 'aws:kms'. Set that, too, or leave out the key.");
    }

    private static void Demand(bool isMet, string otherwise)
    {
        if (!isMet)
        {
            throw new ArgumentException(otherwise);
        }
    }
}
