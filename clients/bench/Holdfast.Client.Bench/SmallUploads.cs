using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Client.Bench;

/// <summary>1,000 uploads of 1 KiB one after the other, in turns with tus-js-client under Node.</summary>
internal static class SmallUploads
{
    private const int Count = 1000;
    private const int Rounds = 3;

    // Where './build.sh test' installs it.
    private const string Peer = "conformance/peers/tus-js-client";

    public static async Task RunAsync()
    {
        var peer = Path.Combine(RootOf(new DirectoryInfo(AppContext.BaseDirectory)), Peer);
        var (node, client) = (new List<double>(), new List<double>());
        await using var server = await BenchServer.StartAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var script = Path.Combine(AppContext.BaseDirectory, "small.mjs");
            node.Add((await Programs.NumbersAsync("node", script, peer, server.Url.AbsoluteUri, $"{Count}"))[0]);
            server.Clear();
            client.Add((await Programs.SelfAsync("--small", server.Url.AbsoluteUri, $"{Count}"))[0]);
            server.Clear();
        }

        var (baseline, ours) = (Median(node), Median(client));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            ## {Count} uploads of 1 KiB ({Rounds} rounds, medians)

            | client | uploads/s | ratio |
            |---|---:|---:|
            | tus-js-client | {Count / baseline:0} | 1.00 |
            | Holdfast.Client | {Count / ours:0} | {baseline / ours:0.00} |

            """));
    }

    /// <summary>Uploads, and prints the seconds.</summary>
    public static async Task UploadAsync(Uri endpoint, int count)
    {
        using var client = new UploadClient(new UploadClientOptions { UrlStore = null });
        var content = new byte[1024];
        var watch = Stopwatch.StartNew();
        for (var upload = 0; upload < count; upload++)
        {
            await client.UploadAsync(new UploadRequest { Endpoint = endpoint, Source = UploadSource.FromBytes(content) });
        }

        Console.WriteLine(watch.Elapsed.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(Rounds / 2);

    private static string RootOf(DirectoryInfo from) =>
        File.Exists(Path.Combine(from.FullName, "Conformance.sln")) ? from.FullName : RootOf(from.Parent!);
}
