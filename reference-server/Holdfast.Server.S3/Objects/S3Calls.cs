using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Server.S3.Buffers;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>
/// The calls of S3 that the store makes. "Not found" is a value; every other failure is an <see cref="UploadStoreException"/>. The SDK
/// repeats what may be repeated.
/// </summary>
internal sealed class S3Calls(IAmazonS3 client, S3StoreOptions options) : IDisposable
{
    // Where a tail begins in its upload, as a member of its metadata.
    private const string StartMember = "holdfast-start";

    // tusd's: long enough for a part on a slow link.
    private static readonly TimeSpan SignatureLifetime = TimeSpan.FromMinutes(15);

    // How often a small object is read, when its content ends early.
    private const int ContentAttempts = 5;

    // A hundred times what a call without a content takes.
    private static readonly TimeSpan QuickCall = TimeSpan.FromSeconds(3);

    private readonly Lazy<HttpClient> _signedParts = new(() => new HttpClient { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>The server takes conditions with PutObject, as far as is known; once it refuses them, they are left out.</summary>
    private bool _takesConditions = true;

    /// <summary>Releases the connections for signed parts; the client stays its owner's.</summary>
    public void Dispose()
    {
        if (_signedParts.IsValueCreated)
        {
            _signedParts.Value.Dispose();
        }
    }

    /// <summary>Reads a small object; null when it isn't there.</summary>
    public async Task<(byte[] Content, string ETag, DateTimeOffset LastModified)?> ReadAsync(
        string key, CancellationToken cancellationToken) =>
        await FindAsync(key, async (_, token) =>
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

    /// <summary>Stores a small object if <paramref name="condition"/> holds; null when it doesn't.</summary>
    public async Task<string?> WriteAsync(string key, byte[] content, PutCondition condition, CancellationToken cancellationToken)
    {
        using var buffer = new PartBuffer(options);
        buffer.Write(content);
        return await PutAsync(key, buffer, start: null, "application/octet-stream", condition, cancellationToken);
    }

    /// <summary>Asks for a tail; null when there is none.</summary>
    public async Task<Tail?> FindTailAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(key, async (_, token) =>
            {
                var request = new GetObjectMetadataRequest { BucketName = options.Bucket, Key = key };
                var answer = await client.GetObjectMetadataAsync(request, token);
                long? start = long.TryParse(answer.Metadata[StartMember], CultureInfo.InvariantCulture, out var told) ? told : null;
                return new Tail(answer.ContentLength, Bare(answer.ETag), start, Time(answer.LastModified));
            }, cancellationToken);
        }
        catch (UploadStoreException denied) when (denied.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden })
        {
            // Without the right to list the bucket, S3 says so of an object that isn't there. Whoever may do nothing at all can't read the
            // description either.
            return null;
        }
    }

    /// <summary>Stores a tail.</summary>
    public async Task<Tail> WriteTailAsync(
        string key, PartBuffer content, long start, PutCondition condition, CancellationToken cancellationToken)
    {
        var etag = await PutAsync(key, content, start, contentType: null, condition, cancellationToken)
            ?? throw new UploadStoreException($"'{key}' was changed by another server meanwhile.", isTransient: true);
        return new Tail(content.Length, etag, start, options.TimeProvider.GetUtcNow());
    }

    /// <summary>Adds a range of an object's bytes to a buffer. False when the object isn't there any more.</summary>
    public async Task<bool> DownloadAsync(S3Place place, long from, long count, PartBuffer into, CancellationToken cancellationToken)
    {
        var end = into.Length + count;
        return await FindAsync(place.Key, async (alive, token) =>
        {
            var block = new byte[80 * 1024];
            if (into.Length < end)
            {
                // What has arrived before a repetition isn't asked for again.
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
        FindAsync(place.Key, async (_, token) =>
        {
            var range = new ByteRange(from, from + count - 1);
            var request = new GetObjectRequest { BucketName = place.Bucket, Key = place.Key, ByteRange = range };
            return (Stream)new ObjectStream(await client.GetObjectAsync(request, token));
        }, cancellationToken);

    /// <summary>The size of an object and when it was stored; null when it isn't there.</summary>
    public async Task<(long Size, DateTimeOffset LastModified)?> MeasureAsync(S3Place place, CancellationToken cancellationToken) =>
        await FindAsync(place.Key, async (_, token) =>
        {
            var answer = await client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = place.Bucket, Key = place.Key }, token);
            return Of((answer.ContentLength, Time(answer.LastModified)));
        }, cancellationToken) is { } box ? box.Value : null;

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

        return (await CallAsync(place.Key, (_, token) => client.InitiateMultipartUploadAsync(request, token), cancellationToken)).UploadId;
    }

    /// <summary>All parts by number, and when the last of them was stored; null when the multipart upload is gone.</summary>
    public Task<PartListing?> ListAsync(S3Place place, string multipartId, CancellationToken cancellationToken) =>
        FindAsync(place.Key, async (alive, token) =>
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

    /// <summary>Stores a part.</summary>
    public async Task<StoredPart> UploadAsync(
        S3Place place, string multipartId, int number, PartBuffer content, CancellationToken cancellationToken)
    {
        var etag = await CallAsync($"{place.Key}, part {number}", (alive, token) => options.DisableContentHashes
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
            source.Key, (_, token) => client.CopyPartAsync(request, token), cancellationToken, LongCall);
        return new StoredPart(number, count, Bare(answer.ETag));
    }

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
        // Not ended early: nobody could know what becomes of it.
        return await FindAsync(
            place.Key, (_, token) => client.CompleteMultipartUploadAsync(request, token), CancellationToken.None, LongCall) is not null;
    }

    /// <summary>Removes a multipart upload with its parts; one that is gone is no failure.</summary>
    public Task AbortAsync(S3Place place, string multipartId) =>
        FindAsync(
            place.Key,
            (_, token) => client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = place.Bucket, Key = place.Key, UploadId = multipartId }, token),
            CancellationToken.None);

    /// <summary>Removes an object; one that is gone is no failure.</summary>
    public Task DeleteAsync(S3Place place, CancellationToken cancellationToken) =>
        FindAsync(
            place.Key,
            (_, token) => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = place.Bucket, Key = place.Key }, token),
            cancellationToken);

    /// <summary>The keys below a prefix, with the time of each.</summary>
    public async IAsyncEnumerable<(string Key, DateTimeOffset LastModified)> KeysAsync(string prefix)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix };
        while (true)
        {
            var page = await CallAsync(prefix, (_, token) => client.ListObjectsV2Async(request, token), CancellationToken.None);
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
            var page = await CallAsync(prefix, (_, token) => client.ListMultipartUploadsAsync(request, token), CancellationToken.None);
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

    /// <summary>What S3 has against the bucket; null when nothing is said.</summary>
    public async Task<string?> FindObstacleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(
                options.Bucket,
                (_, token) => client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = options.Bucket, MaxKeys = 1 }, token),
                cancellationToken);
            return null;
        }
        catch (UploadStoreException refused)
        {
            return refused.InnerException is AmazonS3Exception s3 && (int)s3.StatusCode / 100 == 4
                ? $"S3 says '{s3.ErrorCode}': {s3.Message}"
                : null;
        }
    }

    private bool IsPlain =>
        client.Config.UseHttp || client.Config.ServiceURL?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true;

    // S3 takes minutes to copy or to put together gigabytes.
    private TimeSpan LongCall => options.CallTimeout * 10;

    private async Task<string?> PutAsync(
        string key, PartBuffer content, long? start, string? contentType, PutCondition condition, CancellationToken cancellationToken)
    {
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

        Task<string> SendAsync(PutCondition wanted) => CallAsync(key, async (alive, token) =>
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

    // Sent once, since nobody but the SDK knows when to repeat: the client repeats what a failure lost.
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

    private async Task<T?> FindAsync<T>(
        string what, Func<Action, CancellationToken, Task<T>> call, CancellationToken cancellationToken, TimeSpan? limit = null)
        where T : class
    {
        try
        {
            return await CallAsync(what, call, cancellationToken, limit);
        }
        catch (UploadStoreException missing) when (IsMissing(missing.InnerException))
        {
            return null;
        }
    }

    // S3 may take any time as long as it takes bytes, or gives some. The SDK repeats what fails, but not what gets no answer: that may be
    // a connection that died unnoticed, or one that a gateway forgot (Ceph 16 does, once in some thousands), and the next one works.
    private async Task<T> CallAsync<T>(
        string what, Func<Action, CancellationToken, Task<T>> call, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        var patience = limit ?? options.CallTimeout;
        var first = limit is null && patience > QuickCall ? QuickCall : patience;
        return ((await TryCallAsync(what, call, first, cancellationToken) ?? await TryCallAsync(what, call, patience, cancellationToken))
            ?? throw new UploadStoreException(
                $"S3 didn't answer within '{patience.TotalSeconds:0}' s about '{what}', twice.", isTransient: true)).Value!;
    }

    // Null when there is no answer.
    private async Task<StrongBox<T>?> TryCallAsync<T>(
        string what, Func<Action, CancellationToken, Task<T>> call, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(patience, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            return Of(await call(() => stalled.CancelAfter(patience), either.Token));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception failure) when (failure is AmazonClientException or AmazonServiceException or HttpRequestException or IOException)
        {
            throw new UploadStoreException($"S3 can't do what '{what}' needs: {failure.Message}", IsTransient(failure), failure);
        }
    }

    // A bucket that is gone, or whose name is wrong, is no bucket without uploads.
    private static bool IsMissing(Exception? failure) =>
        failure is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } s3 && s3.ErrorCode != "NoSuchBucket";

    // Whatever the operator can mend, and whatever the network did. A request that S3 calls wrong by one of these names stays wrong; any
    // other refusal may come from a gateway or a proxy in between.
    private static bool IsTransient(Exception failure) => failure is not AmazonS3Exception
    {
        StatusCode: HttpStatusCode.BadRequest,
        ErrorCode: "EntityTooLarge" or "EntityTooSmall" or "InvalidArgument" or "InvalidRequest" or "InvalidStorageClass" or "InvalidTag"
            or "KeyTooLongError" or "MetadataTooLarge",
    };

    private static string Bare(string? etag) => (etag ?? "").Trim('"');

    private static DateTimeOffset Time(DateTime? time) => new(DateTime.SpecifyKind((time ?? default).ToUniversalTime(), DateTimeKind.Utc));

    private static StrongBox<T> Of<T>(T value) => new(value);
}
