using System.IO.Pipelines;
using Amazon.S3.Model;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Tests.Rigs;

/// <summary>What tests do with uploads.</summary>
internal static class Uploads
{
    public const int MiB = 1 << 20;

    /// <summary>Bytes of which no two pieces are alike.</summary>
    public static byte[] Content(int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    public static async Task<UploadInfo> CreateAsync(this IUploadStore store, long? length, string? metadata = null, string? id = null) =>
        (await store.CreateAsync(new UploadInfo { Id = id ?? Guid.NewGuid().ToString("n"), Length = length, Metadata = metadata }, default))
        .ShouldNotBeNull();

    public static async Task<UploadInfo> AppendAsync(
        this IUploadStore store, UploadInfo upload, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        await store.AppendAsync(
            upload, PipeReader.Create(new MemoryStream(bytes.ToArray())), new WriteScope(0, null, cancellationToken));

    public static async Task<UploadInfo> ReadAsync(this IUploadStore store, string id) =>
        (await store.GetInfoAsync(id, default)).ShouldNotBeNull();

    public static async Task<UploadInfo> FinishAsync(this IUploadStore store, UploadInfo upload) =>
        await store.FinishAsync(upload, default);

    /// <summary>The object id of an upload.</summary>
    public static string ObjectId(this UploadInfo upload) => upload.Id[..upload.Id.LastIndexOf('+')];

    /// <summary>The id of an upload's multipart upload.</summary>
    public static string MultipartId(this UploadInfo upload) => upload.Id[(upload.Id.LastIndexOf('+') + 1)..];

    /// <summary>The keys in the bucket, sorted.</summary>
    public static async Task<IReadOnlyList<string>> KeysAsync(this TestBucket bucket) =>
        [.. ((await bucket.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name })).S3Objects ?? [])
            .Select(one => one.Key).Order(StringComparer.Ordinal)];

    /// <summary>How many multipart uploads there are in the bucket.</summary>
    public static async Task<int> MultipartUploadsAsync(this TestBucket bucket)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name };
        return (await bucket.Client.ListMultipartUploadsAsync(request)).MultipartUploads?.Count ?? 0;
    }

    /// <summary>The sizes of an upload's parts by number.</summary>
    public static async Task<IReadOnlyDictionary<int, long>> PartsAsync(this TestBucket bucket, UploadInfo upload, string? key = null)
    {
        var request = new ListPartsRequest { BucketName = bucket.Name, Key = key ?? upload.ObjectId(), UploadId = upload.MultipartId() };
        var parts = (await bucket.Client.ListPartsAsync(request)).Parts ?? [];
        return parts.ToDictionary(part => part.PartNumber!.Value, part => part.Size!.Value);
    }

    /// <summary>Stores a part behind the store's back.</summary>
    public static Task PutPartAsync(this TestBucket bucket, UploadInfo upload, int number, byte[] content) =>
        bucket.Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = bucket.Name,
            Key = upload.ObjectId(),
            UploadId = upload.MultipartId(),
            PartNumber = number,
            InputStream = new MemoryStream(content),
            UseChunkEncoding = !Gateway.IsSwift,
        });

    /// <summary>An object's bytes.</summary>
    public static async Task<byte[]> GetAsync(this TestBucket bucket, string key)
    {
        using var answer = await bucket.Client.GetObjectAsync(bucket.Name, key);
        using var content = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }

    /// <summary>As Shouldly's, which takes seconds to compare some MiB.</summary>
    public static void ShouldBe(this byte[] actual, byte[] expected)
    {
        if (!actual.AsSpan().SequenceEqual(expected))
        {
            var at = actual.AsSpan().CommonPrefixLength(expected);
            Assert.Fail($"'{actual.Length}' bytes are not the '{expected.Length}' that were expected, from byte '{at}' on.");
        }
    }

    /// <inheritdoc cref="ShouldBe(byte[], byte[])"/>
    public static void ShouldBe(this byte[] actual, IEnumerable<byte> expected) => actual.ShouldBe(expected.ToArray());

    /// <summary>Stores an object behind the store's back.</summary>
    public static Task PutAsync(this TestBucket bucket, string key, byte[] content) =>
        bucket.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = bucket.Name, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = !Gateway.IsSwift,
        });
}
