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
/// One PATCH of 1 GiB to a server that keeps uploads on a Ceph in memory, the first of a fresh process and the second one, in turns with
/// the AWS SDK's own TransferUtility that uploads a local file with parts of the same size and as many of them at once.
/// </summary>
internal static class S3Upload
{
    private const long Length = 1L << 30;
    private const long PartSize = 16L << 20;
    private const int Parallel = 10;
    private const int Rounds = 5;

    /// <summary>The store of the measured process. What it keeps in temporary files, it keeps in <paramref name="temporary"/>.</summary>
    public static S3UploadStore OpenStore(Uri endpoint, string temporary) => new(Servers.NewClient(endpoint), new S3StoreOptions
    {
        Bucket = Servers.Bucket, PartSize = PartSize, ConcurrentPartUploads = Parallel, TemporaryDirectory = temporary,
    });

    public static async Task RunAsync()
    {
        if (CephGateway.Obstacle is { } obstacle)
        {
            Console.WriteLine($"The benchmark of S3 needs Ceph. {obstacle}\n");
            return;
        }

        await using var gateway = await CephGateway.StartAsync(CancellationToken.None);
        using var client = Servers.NewClient(gateway.Endpoint);
        await client.PutBucketAsync(Servers.Bucket);
        var directory = Directory.CreateTempSubdirectory("holdfast-");
        var temporary = directory.CreateSubdirectory("parts");
        Environment.SetEnvironmentVariable(Servers.TemporaryVariable, temporary.FullName);
        try
        {
            var file = Path.Combine(directory.FullName, "file");
            await WriteFileAsync(file);
            var (theirs, fresh, warm) = (new List<Sample>(), new List<Sample>(), new List<Sample>());
            for (var round = 0; round < Rounds; round++)
            {
                theirs.Add(await TransferAsync(gateway.Endpoint, file));
                await EmptyAsync(client);
                await using var server = await ServerProcess.StartAsync(Servers.S3, gateway.Endpoint.AbsoluteUri);
                fresh.Add(await PatchAsync(client, server));
                warm.Add(await PatchAsync(client, server));
            }

            Print(theirs, fresh, warm);
            Console.WriteLine($"Files left in the folder for parts: {temporary.GetFileSystemInfos().Length}\n");
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        await S3Head.RunAsync(client);
    }

    private static void Print(List<Sample> theirs, List<Sample> fresh, List<Sample> warm)
    {
        Console.WriteLine($"## One upload of 1 GiB to Ceph, parts of 16 MiB, {Parallel} at once ({Rounds} rounds, medians)\n");
        Console.WriteLine("| | MiB/s | slowest to fastest | ratio | CPU s/GiB | with the client's and Ceph's | memory grew by, MiB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, samples) in new[]
        {
            ("TransferUtility, a local file", theirs),
            ("holdfast, a fresh process' first PATCH", fresh),
            ("holdfast, the second PATCH", warm),
        })
        {
            var speed = Median(samples, sample => sample.Speed);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {speed:0} | {samples.Min(sample => sample.Speed):0} to {samples.Max(sample => sample.Speed):0} "
                + $"| {speed / Median(theirs, sample => sample.Speed):0.00} | {Median(samples, sample => sample.Cpu):0.00} "
                + $"| {Median(samples, sample => sample.MachineCpu):0.00} "
                + $"| {samples.Max(sample => sample.Growth) / (1 << 20)} |"));
        }

        Console.WriteLine();
    }

    private static double Median(List<Sample> samples, Func<Sample, double> value) => samples.Select(value).Order().ElementAt(Rounds / 2);

    // The SDK's own settings, except for what Ceph needs.
    private static async Task<Sample> TransferAsync(Uri endpoint, string file)
    {
        using var client = new AmazonS3Client(new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey), new AmazonS3Config
        {
            ServiceURL = endpoint.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        });
        using var transfer = new TransferUtility(client, new TransferUtilityConfig { ConcurrentServiceRequests = Parallel });
        using var own = Process.GetCurrentProcess();
        var measure = Measure.Begin(() => own.TotalProcessorTime.TotalSeconds);
        var before = own.WorkingSet64;
        await transfer.UploadAsync(
            new TransferUtilityUploadRequest { BucketName = Servers.Bucket, Key = "file", FilePath = file, PartSize = PartSize });
        own.Refresh();
        return measure.End(own.PeakWorkingSet64 - before);
    }

    private static async Task<Sample> PatchAsync(IAmazonS3 s3, ServerProcess server)
    {
        using var client = await WireClient.OpenAsync(server.Url);
        var path = await client.CreateAsync(server.Url, Length);
        var before = server.Memory.Now;
        var measure = Measure.Begin(() => server.Cpu);
        await client.SendAsync(WireClient.Patch(path, Length));
        await client.SendZerosAsync(Length);
        var head = await client.ReadAsync();
        var sample = measure.End(server.Memory.Peak - before);
        await EmptyAsync(s3);
        return head.StartsWith("HTTP/1.1 204 ", StringComparison.Ordinal) ? sample : throw new InvalidOperationException(head);
    }

    private static async Task EmptyAsync(IAmazonS3 client)
    {
        var page = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Servers.Bucket });
        foreach (var one in page.S3Objects ?? [])
        {
            await client.DeleteObjectAsync(Servers.Bucket, one.Key);
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

    /// <summary>MiB a second, seconds of CPU of the process and of the whole machine, and the bytes by which its memory grew.</summary>
    private sealed record Sample(double Speed, double Cpu, double MachineCpu, long Growth);

    private sealed record Measure(Stopwatch Watch, Func<double> Cpu, double CpuBefore, double MachineBefore)
    {
        public static Measure Begin(Func<double> cpu) => new(Stopwatch.StartNew(), cpu, cpu(), MachineCpu());

        public Sample End(long growth) => new(
            Length / Watch.Elapsed.TotalSeconds / (1 << 20), Cpu() - CpuBefore, MachineCpu() - MachineBefore, growth);

        // The first line of /proc/stat counts hundredths of a second: user, nice, system, idle, waiting for disks, hard and soft
        // interrupts.
        private static double MachineCpu()
        {
            var counts = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..8]
                .Select(count => long.Parse(count, CultureInfo.InvariantCulture)).ToArray();
            return (counts.Sum() - counts[3] - counts[4]) / 100.0;
        }
    }
}
