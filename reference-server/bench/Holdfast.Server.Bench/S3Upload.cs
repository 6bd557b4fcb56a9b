using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Holdfast.Cli.Check.Ceph;
using Holdfast.Server.S3;

namespace Holdfast.Server.Bench;

/// <summary>
/// One PATCH of 1 GiB to a server that keeps uploads on a Ceph in memory, in turns with the AWS SDK's own TransferUtility that uploads a
/// local file with parts of the same size and as many of them at once.
/// </summary>
internal static class S3Upload
{
    private const long Length = 1L << 30;
    private const long PartSize = 16L << 20;
    private const int Parallel = 10;
    private const int Rounds = 3;
    private const string Bucket = "bench";

    /// <summary>The store of the measured process.</summary>
    public static S3UploadStore OpenStore(Uri endpoint) => new(
        Connect(endpoint), new S3StoreOptions { Bucket = Bucket, PartSize = PartSize, ConcurrentPartUploads = Parallel });

    public static async Task RunAsync()
    {
        if (CephGateway.Obstacle is { } obstacle)
        {
            Console.WriteLine($"The benchmark of S3 needs Ceph. {obstacle}\n");
            return;
        }

        await using var gateway = await CephGateway.StartAsync(CancellationToken.None);
        using var client = Connect(gateway.Endpoint);
        await client.PutBucketAsync(Bucket);
        var file = Path.Combine(ServerProcess.NewDirectory().FullName, "file");
        try
        {
            await WriteFileAsync(file);
            var (ours, theirs, growth) = (new List<double>(), new List<double>(), new List<long>());
            for (var round = 0; round < Rounds; round++)
            {
                theirs.Add(await TransferAsync(client, file));
                await using var server = await ServerProcess.StartAsync(Servers.S3, gateway.Endpoint.AbsoluteUri);
                ours.Add(await PatchAsync(server, growth));
                await EmptyAsync(client);
            }

            Print(ours, theirs, growth);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private static void Print(List<double> ours, List<double> theirs, List<long> growth)
    {
        var (mine, sdk) = (Median(ours), Median(theirs));
        Console.WriteLine($"## One upload of 1 GiB to Ceph, parts of 16 MiB, {Parallel} at once ({Rounds} rounds, medians)\n");
        Console.WriteLine("| | MiB/s | ratio | memory grew by, MiB |");
        Console.WriteLine("|---|---:|---:|---:|");
        Console.WriteLine($"| TransferUtility, a local file | {sdk:0} | 1.00 | |");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| holdfast, one PATCH | {mine:0} | {mine / sdk:0.00} | {growth.Max() / (1 << 20)} |\n"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> TransferAsync(IAmazonS3 client, string file)
    {
        using var transfer = new TransferUtility(client, new TransferUtilityConfig { ConcurrentServiceRequests = Parallel });
        var watch = Stopwatch.StartNew();
        await transfer.UploadAsync(
            new TransferUtilityUploadRequest { BucketName = Bucket, Key = "file", FilePath = file, PartSize = PartSize });
        return Length / watch.Elapsed.TotalSeconds / (1 << 20);
    }

    private static async Task<double> PatchAsync(ServerProcess server, List<long> growth)
    {
        using var client = await WireClient.OpenAsync(server.Url);
        var path = await client.CreateAsync(server.Url, Length);
        var before = server.Memory.Now;
        var watch = Stopwatch.StartNew();
        await client.SendAsync(WireClient.Patch(path, Length));
        await client.SendZerosAsync(Length);
        var head = await client.ReadAsync();
        var speed = Length / watch.Elapsed.TotalSeconds / (1 << 20);
        growth.Add(server.Memory.Peak - before);
        return head.StartsWith("HTTP/1.1 204 ", StringComparison.Ordinal) ? speed : throw new InvalidOperationException(head);
    }

    private static async Task EmptyAsync(IAmazonS3 client)
    {
        var page = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket });
        foreach (var one in page.S3Objects ?? [])
        {
            await client.DeleteObjectAsync(Bucket, one.Key);
        }
    }

    private static async Task WriteFileAsync(string path)
    {
        await using var file = File.Create(path);
        var block = new byte[1 << 20];
        for (var written = 0L; written < Length; written += block.Length)
        {
            await file.WriteAsync(block);
        }
    }

    private static IAmazonS3 Connect(Uri endpoint) => new S3Connection
    {
        Endpoint = endpoint,
        Credentials = new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey),
    }.CreateClient();
}
