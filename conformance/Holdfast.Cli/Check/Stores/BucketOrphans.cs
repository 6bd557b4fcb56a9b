using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Server.S3;

namespace Holdfast.Cli.Check.Stores;

/// <summary>Finds what lies in a bucket and belongs to no upload, when no request is under way any more.</summary>
internal static class BucketOrphans
{
    private const string Info = ".info";

    /// <summary>
    /// The multipart uploads and <c>.part</c> objects that no description names, and the objects without a description. The store removes
    /// the former while it names them. What is below another store's prefix is left alone.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindAsync(
        IAmazonS3 client, S3UploadStore store, S3StoreOptions options, string? others = null)
    {
        var orphans = await store.RemoveLeftoversAsync(DateTimeOffset.MaxValue, CancellationToken.None).ToListAsync();
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = options.ObjectPrefix };
        do
        {
            var page = await client.ListObjectsV2Async(request);
            keys.AddRange((page.S3Objects ?? []).Select(one => one.Key)
                .Where(key => others is null || !key.StartsWith(others, StringComparison.Ordinal)));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);

        var described = keys.Where(key => key.EndsWith(Info, StringComparison.Ordinal)).Select(key => key[..^Info.Length]).ToHashSet();
        return [.. orphans, .. keys.Where(key => !IsDescribed(key, described))];
    }

    // Behind the description's own name stands '.info' or '.part', or the name of the file, if that ends the object's key.
    private static bool IsDescribed(string key, HashSet<string> described) =>
        described.Contains(key)
        || (Path.GetExtension(key) is Info or ".part" && described.Contains(key[..key.LastIndexOf('.')]))
        || (key.LastIndexOf('/') is > 0 and var slash && described.Contains(key[..slash]));
}
