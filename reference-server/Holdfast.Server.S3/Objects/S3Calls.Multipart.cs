using System.Globalization;
using Amazon.S3.Model;
using Holdfast.Server.S3.Telemetry;

namespace Holdfast.Server.S3.Objects;

/// <summary>The calls about multipart uploads as a whole.</summary>
internal sealed partial class S3Calls
{
    /// <summary>Begins a multipart upload and gives its id.</summary>
    public async Task<string> BeginAsync(S3Place place, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = place.Bucket,
            Key = place.Key,
            ContentType = ObjectMetadata.ContentType(metadata),
            StorageClass = options.StorageClass,
            ServerSideEncryptionMethod = options.ServerSideEncryption,
            ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId,
            TagSet = options.Tags.Count == 0 ? null : [.. options.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
        };
        foreach (var (key, value) in ObjectMetadata.Of(metadata))
        {
            request.Metadata[key] = value;
        }

        var begun = await CallAsync(
            S3Operation.CreateMultipartUpload, place.Key, (_, token) => client.InitiateMultipartUploadAsync(request, token),
            cancellationToken);
        return begun.UploadId;
    }

    /// <summary>All parts by number, and when the last of them was stored; null when the multipart upload is gone.</summary>
    public Task<PartListing?> ListAsync(S3Place place, string multipartId, CancellationToken cancellationToken) =>
        FindAsync(S3Operation.ListParts, place.Key, async (alive, token) =>
        {
            var listing = new PartListing();
            var request = new ListPartsRequest { BucketName = place.Bucket, Key = place.Key, UploadId = multipartId };
            while (true)
            {
                var page = await client.ListPartsAsync(request, token);
                foreach (var part in page.Parts ?? [])
                {
                    listing.Add(new StoredPart(part.PartNumber ?? 0, part.Size ?? 0, Bare(part.ETag)), Time(part.LastModified));
                }

                if (page.IsTruncated != true)
                {
                    return listing;
                }

                alive();
                request.PartNumberMarker = (page.NextPartNumberMarker ?? 0).ToString(CultureInfo.InvariantCulture);
            }
        }, cancellationToken);

    /// <summary>Makes an object of the parts; false when the multipart upload is gone, perhaps because it has been done before.</summary>
    public async Task<bool> CompleteAsync(S3Place place, string multipartId, IEnumerable<StoredPart> parts)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = place.Bucket,
            Key = place.Key,
            UploadId = multipartId,
            PartETags = [.. parts.Select(part => new PartETag(part.Number, part.ETag))],
        };
        // The call is not cancelled, because the store could not know whether S3 completes the upload.
        return await FindAsync(
            S3Operation.CompleteMultipartUpload, place.Key, (_, token) => client.CompleteMultipartUploadAsync(request, token),
            CancellationToken.None, LongCall) is not null;
    }

    /// <summary>Removes a multipart upload with its parts; one that is gone is no failure.</summary>
    public Task AbortAsync(S3Place place, string multipartId) =>
        FindAsync(
            S3Operation.AbortMultipartUpload,
            place.Key,
            (_, token) => client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = place.Bucket, Key = place.Key, UploadId = multipartId }, token),
            CancellationToken.None);
}
