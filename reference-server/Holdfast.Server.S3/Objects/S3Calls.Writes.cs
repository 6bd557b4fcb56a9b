using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Telemetry;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>The calls that store and remove objects.</summary>
internal sealed partial class S3Calls
{
    /// <summary>The server takes conditions with PutObject, as far as is known; once it refuses them, they are left out.</summary>
    private bool _takesConditions = true;

    /// <summary>Stores a small object if <paramref name="condition"/> holds; null when it doesn't.</summary>
    public async Task<string?> WriteAsync(string key, byte[] content, PutCondition condition, CancellationToken cancellationToken)
    {
        using var buffer = new PartBuffer(options);
        buffer.Write(content);
        return await PutAsync(key, buffer, start: null, "application/octet-stream", condition, cancellationToken);
    }

    /// <summary>Removes an object; one that is gone is no failure.</summary>
    public Task DeleteAsync(string operation, S3Place place, CancellationToken cancellationToken) =>
        FindAsync(
            operation, place.Key,
            (_, token) => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = place.Bucket, Key = place.Key }, token),
            cancellationToken);

    private async Task<string?> PutAsync(
        string key, PartBuffer content, long? start, string? contentType, PutCondition condition, CancellationToken cancellationToken)
    {
        // Only a tail has a start.
        var operation = start is null ? S3Operation.PutInfoObject : S3Operation.PutPartObject;
        if (condition.IsNone || !_takesConditions)
        {
            return condition.IsNew && await MeasureAsync(new S3Place(options.Bucket, key), cancellationToken) is not null
                ? null
                : await SendAsync(PutCondition.None);
        }

        try
        {
            return await SendAsync(condition);
        }
        catch (UploadStoreException refused) when (refused.InnerException is AmazonS3Exception s3)
        {
            if (s3.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
            {
                return null;
            }

            if (s3.StatusCode != HttpStatusCode.NotImplemented)
            {
                throw;
            }

            _takesConditions = false;
            return await PutAsync(key, content, start, contentType, condition, cancellationToken);
        }

        Task<string> SendAsync(PutCondition wanted) => CallAsync(operation, key, async (alive, token) =>
        {
            var request = new PutObjectRequest
            {
                BucketName = options.Bucket,
                Key = key,
                InputStream = new PartStream(content, alive),
                ContentType = contentType,
                UseChunkEncoding = !options.DisableChunkEncoding,
                ServerSideEncryptionMethod = options.ServerSideEncryption,
                ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId,
                IfNoneMatch = wanted.IsNew ? "*" : null,
                // Without quotes, with which Ceph takes none.
                IfMatch = wanted.ETag,
            };
            if (start is { } position)
            {
                request.Metadata[StartMember] = position.ToString(CultureInfo.InvariantCulture);
            }

            return Bare((await client.PutObjectAsync(request, token)).ETag);
        }, cancellationToken);
    }
}
