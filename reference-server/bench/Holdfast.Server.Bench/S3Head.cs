using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Locks;
using Holdfast.Server.S3;

namespace Holdfast.Server.Bench;

/// <summary>A HEAD of an upload with 1,000 parts, beside the ListParts that it needs in any case.</summary>
internal static class S3Head
{
    private const int Parts = 1_000;
    private const int Count = 40;

    public static async Task RunAsync(IAmazonS3 s3)
    {
        var requests = 0;
        ((AmazonServiceClient)s3).BeforeRequestEvent += (_, _) => Interlocked.Increment(ref requests);
        using var store = new S3UploadStore(s3, new S3StoreOptions { Bucket = Servers.Bucket });
        await using var server = await UploadServer.StartAsync(new UploadServerOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            Uploads = new UploadOptions { Store = store, Locker = new MemoryUploadLocker() },
        });
        using var client = await WireClient.OpenAsync(server.Url);
        var path = await client.CreateAsync(server.Url, 2 * Parts);
        var begun = (await s3.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Servers.Bucket }))
            .MultipartUploads.Single();
        await Parallel.ForEachAsync(Enumerable.Range(1, Parts), async (number, token) => await s3.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Servers.Bucket,
            Key = begun.Key,
            UploadId = begun.UploadId,
            PartNumber = number,
            InputStream = new MemoryStream([1]),
        }, token));

        var (listing, heads) = (new List<double>(), new List<double>());
        requests = 0;
        for (var count = 0; count < Count; count++)
        {
            listing.Add(await TimeAsync(() => s3.ListPartsAsync(
                new ListPartsRequest { BucketName = Servers.Bucket, Key = begun.Key, UploadId = begun.UploadId })));
            heads.Add(await TimeAsync(async () => Check(await client.AskAsync(WireClient.Head(path)))));
        }

        Console.WriteLine($"## HEAD of an upload with {Parts:#,0} parts ({Count} times, medians)\n");
        Console.WriteLine("| | requests to S3 | ms |\n|---|---:|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| ListParts | 1 | {Median(listing):0.0} |"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| HEAD | {(requests / (double)Count) - 1:0.##} | {Median(heads):0.0} |\n"));
    }

    private static void Check(string head)
    {
        if (!head.Contains($"\r\nUpload-Offset: {Parts}\r\n", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(head);
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
