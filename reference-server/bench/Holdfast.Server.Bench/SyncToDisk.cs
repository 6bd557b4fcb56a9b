using System.Diagnostics;

namespace Holdfast.Server.Bench;

/// <summary>The cost of making acknowledged bytes survive a power loss: the same uploads with and without it, on a real disk.</summary>
internal static class SyncToDisk
{
    private static readonly (string Name, int Length, int Count)[] Uploads = [("64 KiB", 64 << 10, 100), ("16 MiB", 16 << 20, 10)];

    public static async Task RunAsync()
    {
        Console.WriteLine("## Acknowledged bytes on disk (one connection, create and PATCH, temporary directory)\n");
        Console.WriteLine("| upload | left to the operating system | synced | ratio |\n|---|---:|---:|---:|");
        foreach (var (name, length, count) in Uploads)
        {
            var plain = await MeasureAsync(Servers.Files, length, count);
            var synced = await MeasureAsync(Servers.Sync, length, count);
            Console.WriteLine($"| {name} | {plain:0.0} ms | {synced:0.0} ms | {synced / plain:0.0} |");
        }

        Console.WriteLine();
    }

    private static async Task<double> MeasureAsync(string kind, int length, int count)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-");
        try
        {
            await using var server = await ServerProcess.StartAsync(kind, directory.FullName);
            using var client = await WireClient.OpenAsync(server.Url);
            await UploadAsync(client, server.Url, length);
            var watch = Stopwatch.StartNew();
            for (var upload = 0; upload < count; upload++)
            {
                await UploadAsync(client, server.Url, length);
            }

            return watch.Elapsed.TotalMilliseconds / count;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task UploadAsync(WireClient client, Uri url, int length)
    {
        await client.SendAsync(WireClient.Patch(await client.CreateAsync(url, length), length));
        await client.SendAsync(new byte[length]);
        await client.ReadAsync();
    }
}
