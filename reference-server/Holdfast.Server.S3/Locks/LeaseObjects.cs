using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Locks;

/// <summary>The lease objects of a bucket: each write names what it replaces, and fails when that isn't there any more.</summary>
internal sealed class LeaseObjects(IAmazonS3 client, string bucket, S3LockOptions options)
{
    private const string Ending = ".lock";

    // 1,024 bytes are the most of S3; prefix and ending need some.
    private const int LongestName = 800;

    /// <summary>The server compares tags without their quotes, as Ceph does before version 18.</summary>
    public bool TagsWithoutQuotes { get; set; }

    public S3LockOptions Options => options;

    /// <summary>The object of an upload's lease. An id that is no name of an object everywhere is named by its hash.</summary>
    public string KeyOf(string id) => options.Prefix + (IsName(id) ? id : HashOf(id)) + Ending;

    /// <exception cref="UploadStoreException">The server can't be reached.</exception>
    public Task<StoredLease?> ReadAsync(string key, CancellationToken cancellationToken) => AskAsync(async patience =>
    {
        try
        {
            using var found = await client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key }, patience);
            using var content = new MemoryStream();
            await found.ResponseStream.CopyToAsync(content, patience);
            var state = LeaseState.TryParse(content.GetBuffer().AsSpan(0, (int)content.Length));
            return new StoredLease(state ?? throw Damaged(key), found.ETag);
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound && absent.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }, cancellationToken);

    /// <summary>Writes a lease in place of the one with this tag, or of none.</summary>
    /// <returns>The lease as it is stored; null when another was there. Only a look tells whether it is written all the same.</returns>
    /// <exception cref="UploadStoreException">The server can't be reached; whether it has written is unknown.</exception>
    public Task<StoredLease?> TryWriteAsync(string key, LeaseState state, string? inPlaceOf, CancellationToken cancellationToken) =>
        AskAsync(async patience =>
        {
            var put = new PutObjectRequest
            {
                BucketName = bucket,
                Key = key,
                InputStream = new MemoryStream(state.ToJson()),
                ContentType = "application/json",
                UseChunkEncoding = false,
                IfNoneMatch = inPlaceOf is null ? "*" : null,
                IfMatch = TagsWithoutQuotes ? inPlaceOf?.Trim('"') : inPlaceOf,
            };
            try
            {
                return new StoredLease(state, (await client.PutObjectAsync(put, patience)).ETag);
            }
            catch (AmazonS3Exception refused) when (IsConflict(refused))
            {
                return null;
            }
        }, cancellationToken);

    /// <exception cref="UploadStoreException">The server can't be reached.</exception>
    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken) => AskAsync(async patience =>
    {
        await client.DeleteObjectAsync(bucket, key, patience);
        return true;
    }, cancellationToken);

    /// <summary>The keys of all leases that nobody has written since then.</summary>
    public async IAsyncEnumerable<string> ListAsync(
        DateTimeOffset unchangedSince, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var list = new ListObjectsV2Request { BucketName = bucket, Prefix = options.Prefix };
        do
        {
            var page = await AskAsync(patience => client.ListObjectsV2Async(list, patience), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                if (found.Key.EndsWith(Ending, StringComparison.Ordinal) && found.LastModified < unchangedSince.UtcDateTime)
                {
                    yield return found.Key;
                }
            }

            list.ContinuationToken = page.NextContinuationToken;
        }
        while (list.ContinuationToken is not null);
    }

    // Another client wrote between, says the server. 409 is AWS's answer while that write still runs, and 500 Ceph's to some of those who
    // write at the same moment.
    private static bool IsConflict(AmazonS3Exception exception) =>
        exception.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.InternalServerError
        || exception is { StatusCode: HttpStatusCode.Conflict, ErrorCode: "ConditionalRequestConflict" }
        || exception is { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" };

    // A client that is closed belongs to a server that goes down.
    private static bool IsTrouble(Exception exception) => exception
        is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or ObjectDisposedException;

    private static UploadStoreException Damaged(string key) => new(
        $"The object '{key}' is not a lease. Something else wrote it; remove it, or choose another prefix for locks.", isTransient: false);

    private static bool IsName(string id) => id.Length is > 0 and <= LongestName && id[0] != '/'
        && id.All(character => char.IsAsciiLetterOrDigit(character) || "-_.+=@~/".Contains(character, StringComparison.Ordinal))
        && !id.Contains("..", StringComparison.Ordinal) && !id.Contains("//", StringComparison.Ordinal);

    private static string HashOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, options.Leases.TimeProvider);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await call(patience.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable($"no answer within {options.RequestTimeout.TotalSeconds:0.#} s.", exception);
        }
        catch (Exception exception) when (IsTrouble(exception))
        {
            throw Unavailable(exception.Message, exception);
        }
    }

    private UploadStoreException Unavailable(string why, Exception cause) => new(
        $"The bucket '{bucket}', which keeps the locks, can't be used: {why} Check that its server runs, and that this server may read "
            + "and write there.",
        isTransient: true, cause);
}
