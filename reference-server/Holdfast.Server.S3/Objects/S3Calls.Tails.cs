using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Telemetry;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>The calls about the object <c>ID.part</c>.</summary>
internal sealed partial class S3Calls
{
    // Where a tail begins in its upload, as a member of its metadata.
    private const string StartMember = "holdfast-start";

    /// <summary>Asks for a tail; null when there is none.</summary>
    public async Task<Tail?> FindTailAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(S3Operation.HeadPartObject, key, async (_, token) =>
            {
                var request = new GetObjectMetadataRequest { BucketName = options.Bucket, Key = key };
                var answer = await client.GetObjectMetadataAsync(request, token);
                long? start = long.TryParse(answer.Metadata[StartMember], CultureInfo.InvariantCulture, out var told) ? told : null;
                return new Tail(answer.ContentLength, Bare(answer.ETag), start, Time(answer.LastModified));
            }, cancellationToken);
        }
        catch (UploadStoreException denied) when (denied.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden })
        {
            // Without the right to list the bucket, S3 answers 403 for an object that isn't there. A server without any rights fails when
            // it reads the description.
            return null;
        }
    }

    /// <summary>Stores a tail.</summary>
    public async Task<Tail> WriteTailAsync(
        string key, PartBuffer content, long start, PutCondition condition, CancellationToken cancellationToken)
    {
        if (await PutAsync(key, content, start, contentType: null, condition, cancellationToken) is { } etag)
        {
            return new Tail(content.Length, etag, start, options.TimeProvider.GetUtcNow());
        }

        // The response to the first request may have been lost, and the second request found what the first one had stored.
        return await FindTailAsync(key, cancellationToken) is { } found && found.Start == start
            && await HasContentAsync(key, found, content, cancellationToken)
                ? found
                : throw new UploadStoreException($"'{key}' was changed by another server meanwhile.", isTransient: true);
    }

    private async Task<bool> HasContentAsync(string key, Tail tail, PartBuffer content, CancellationToken cancellationToken)
    {
        if (tail.Size != content.Length)
        {
            return false;
        }

        using var stored = new PartBuffer(options);
        var place = new S3Place(options.Bucket, key);
        return await DownloadAsync(S3Operation.GetPartObject, place, 0, tail.Size, stored, cancellationToken)
            && stored.HasBytesOf(content);
    }
}
