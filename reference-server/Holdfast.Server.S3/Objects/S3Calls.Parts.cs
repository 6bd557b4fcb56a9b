using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Telemetry;

namespace Holdfast.Server.S3.Objects;

/// <summary>The calls that store parts of a multipart upload.</summary>
internal sealed partial class S3Calls
{
    // As in tusd: long enough for a part on a slow link.
    private static readonly TimeSpan SignatureLifetime = TimeSpan.FromMinutes(15);

    private readonly Lazy<HttpClient> _signedParts = new(() => new HttpClient { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>Stores a part.</summary>
    public async Task<StoredPart> UploadAsync(
        S3Place place, string multipartId, int number, PartBuffer content, CancellationToken cancellationToken)
    {
        var etag = await CallAsync(S3Operation.UploadPart, $"{place.Key}, part {number}", (alive, token) => options.DisableContentHashes
            ? SendSignedAsync(place, multipartId, number, content, alive, token)
            : SendAsync(place, multipartId, number, content, alive, token), cancellationToken, options.CallTimeout);
        return new StoredPart(number, content.Length, Bare(etag));
    }

    /// <summary>Makes a part of a range of another object.</summary>
    public async Task<StoredPart> CopyAsync(
        S3Place place, string multipartId, int number, S3Place source, long from, long count, CancellationToken cancellationToken)
    {
        var request = new CopyPartRequest
        {
            DestinationBucket = place.Bucket,
            DestinationKey = place.Key,
            UploadId = multipartId,
            PartNumber = number,
            SourceBucket = source.Bucket,
            SourceKey = source.Key,
            FirstByte = from,
            LastByte = from + count - 1,
        };
        var answer = await CallAsync(
            S3Operation.UploadPartCopy, source.Key, (_, token) => client.CopyPartAsync(request, token), cancellationToken, LongCall);
        return new StoredPart(number, count, Bare(answer.ETag));
    }

    private bool IsPlain =>
        client.Config.UseHttp || client.Config.ServiceURL?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true;

    private async Task<string> SendAsync(
        S3Place place, string multipartId, int number, PartBuffer content, Action alive, CancellationToken cancellationToken)
    {
        var request = new UploadPartRequest
        {
            BucketName = place.Bucket,
            Key = place.Key,
            UploadId = multipartId,
            PartNumber = number,
            PartSize = content.Length,
            InputStream = new PartStream(content, alive),
            UseChunkEncoding = !options.DisableChunkEncoding,
        };
        return (await client.UploadPartAsync(request, cancellationToken)).ETag;
    }

    // The part is sent once, because the SDK's rules for repetitions do not apply here. The upload's client repeats lost bytes.
    private async Task<string> SendSignedAsync(
        S3Place place, string multipartId, int number, PartBuffer content, Action alive, CancellationToken cancellationToken)
    {
        var url = await client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = place.Bucket,
            Key = place.Key,
            UploadId = multipartId,
            PartNumber = number,
            Verb = HttpVerb.PUT,
            Expires = (options.TimeProvider.GetUtcNow() + SignatureLifetime).UtcDateTime,
            Protocol = IsPlain ? Amazon.S3.Protocol.HTTP : Amazon.S3.Protocol.HTTPS,
        });
        using var body = new StreamContent(new PartStream(content, alive));
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = body };
        using var answer = await _signedParts.Value.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            var said = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw new AmazonS3Exception($"{(int)answer.StatusCode}: {said}", ErrorType.Receiver, "", "", answer.StatusCode);
        }

        return answer.Headers.ETag?.Tag ?? throw new HttpRequestException("S3 gave the part no ETag.");
    }
}
