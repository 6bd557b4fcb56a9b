using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Server.S3.Telemetry;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>The calls about a bucket and what is in it.</summary>
internal sealed partial class S3Calls
{
    /// <summary>The keys below a prefix, with the time of each.</summary>
    public async IAsyncEnumerable<(string Key, DateTimeOffset LastModified)> KeysAsync(string prefix)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix };
        while (true)
        {
            var page = await CallAsync(
                S3Operation.ListObjects, prefix, (_, token) => client.ListObjectsV2Async(request, token), CancellationToken.None);
            foreach (var one in page.S3Objects ?? [])
            {
                yield return (one.Key, Time(one.LastModified));
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    /// <summary>The multipart uploads below a prefix, with the time at which each began.</summary>
    public async IAsyncEnumerable<(string Key, string MultipartId, DateTimeOffset Begun)> MultipartUploadsAsync(string prefix)
    {
        var request = new ListMultipartUploadsRequest { BucketName = options.Bucket, Prefix = prefix };
        while (true)
        {
            var page = await CallAsync(
                S3Operation.ListMultipartUploads, prefix, (_, token) => client.ListMultipartUploadsAsync(request, token),
                CancellationToken.None);
            foreach (var one in page.MultipartUploads ?? [])
            {
                yield return (one.Key, one.UploadId, Time(one.Initiated));
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    /// <summary>Asks S3 for the bucket.</summary>
    /// <exception cref="UploadStoreException">S3 can't be reached, or refuses it.</exception>
    public Task DemandBucketAsync(CancellationToken cancellationToken) => CallAsync(
        S3Operation.ListObjects,
        options.Bucket,
        (_, token) => client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = options.Bucket, MaxKeys = 1 }, token),
        cancellationToken);

    /// <summary>Why S3 refuses the bucket; null when it doesn't, or gives no answer.</summary>
    public async Task<string?> FindObstacleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DemandBucketAsync(cancellationToken);
            return null;
        }
        catch (UploadStoreException refused)
        {
            return refused.InnerException is AmazonS3Exception s3 && (int)s3.StatusCode / 100 == 4
                ? $"S3 says '{s3.ErrorCode}'{(string.IsNullOrWhiteSpace(s3.Message) ? "." : $": {s3.Message}")}"
                : null;
        }
    }
}
