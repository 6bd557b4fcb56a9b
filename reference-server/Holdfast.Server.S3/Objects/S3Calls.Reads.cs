using Amazon.S3.Model;
using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Telemetry;

namespace Holdfast.Server.S3.Objects;

/// <summary>The calls that read objects.</summary>
internal sealed partial class S3Calls
{
    // How often a small object is read, when its content ends early.
    private const int ContentAttempts = 5;

    /// <summary>Reads a small object; null when it isn't there.</summary>
    public async Task<(byte[] Content, string ETag, DateTimeOffset LastModified)?> ReadAsync(
        string key, CancellationToken cancellationToken) =>
        await FindAsync(S3Operation.GetInfoObject, key, async (_, token) =>
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    using var answer = await client.GetObjectAsync(new GetObjectRequest { BucketName = options.Bucket, Key = key }, token);
                    using var content = new MemoryStream();
                    await answer.ResponseStream.CopyToAsync(content, token);
                    return Of((content.ToArray(), Bare(answer.ETag), Time(answer.LastModified)));
                }
                catch (IOException) when (attempt < ContentAttempts)
                {
                    // Ceph ends an answer early when the object is replaced meanwhile, and the SDK repeats nothing after the header
                    // section.
                }
            }
        }, cancellationToken) is { } box ? box.Value : null;

    /// <summary>Adds a range of an object's bytes to a buffer. False when the object isn't there any more.</summary>
    public async Task<bool> DownloadAsync(
        string operation, S3Place place, long from, long count, PartBuffer into, CancellationToken cancellationToken)
    {
        var end = into.Length + count;
        return await FindAsync(operation, place.Key, async (alive, token) =>
        {
            var block = new byte[80 * 1024];
            if (into.Length < end)
            {
                // A repetition asks only for the bytes that have not arrived yet.
                var range = new ByteRange(from + count - (end - into.Length), from + count - 1);
                using var answer = await client.GetObjectAsync(
                    new GetObjectRequest { BucketName = place.Bucket, Key = place.Key, ByteRange = range }, token);
                int read;
                while ((read = await answer.ResponseStream.ReadAsync(block, token)) > 0)
                {
                    alive();
                    into.Write(block.AsSpan(0, read));
                }

                if (into.Length < end)
                {
                    throw new EndOfStreamException($"'{end - into.Length}' bytes are missing at its end.");
                }
            }

            return place;
        }, cancellationToken) is not null;
    }

    /// <summary>Opens a range of an object; null when the object isn't there.</summary>
    public Task<Stream?> OpenAsync(S3Place place, long from, long count, CancellationToken cancellationToken) =>
        FindAsync(S3Operation.GetObject, place.Key, async (_, token) =>
        {
            var range = new ByteRange(from, from + count - 1);
            var request = new GetObjectRequest { BucketName = place.Bucket, Key = place.Key, ByteRange = range };
            return (Stream)new ObjectStream(await client.GetObjectAsync(request, token));
        }, cancellationToken);

    /// <summary>The size of an object, what S3 calls its content, and when it was stored; null when it isn't there.</summary>
    public async Task<(long Size, string ETag, DateTimeOffset LastModified)?> MeasureAsync(
        S3Place place, CancellationToken cancellationToken) =>
        await FindAsync(S3Operation.HeadObject, place.Key, async (_, token) =>
        {
            var answer = await client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = place.Bucket, Key = place.Key }, token);
            return Of((answer.ContentLength, Bare(answer.ETag), Time(answer.LastModified)));
        }, cancellationToken) is { } box ? box.Value : null;
}
