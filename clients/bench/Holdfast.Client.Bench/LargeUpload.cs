using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Client.Bench;

/// <summary>One file of 2 GiB over loopback, in turns with <c>curl -T</c>.</summary>
internal static class LargeUpload
{
    private const long Length = 2L << 30;
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        var files = BenchServer.NewDirectory();
        try
        {
            var file = Path.Combine(files.FullName, "2gib");
            await FillAsync(file);
            var (curl, client, growth) = (new List<double>(), new List<double>(), new List<double>());
            await using var server = await BenchServer.StartAsync();
            for (var round = 0; round < Rounds; round++)
            {
                curl.Add(await CurlAsync(server.Url, file));
                server.Clear();
                var numbers = await Programs.SelfAsync("--large", server.Url.AbsoluteUri, file);
                server.Clear();
                client.Add(numbers[0]);
                growth.Add(numbers[1]);
            }

            var (baseline, ours) = (Median(curl), Median(client));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                ## One file of 2 GiB ({Rounds} rounds, medians)

                | client | GiB/s | ratio | memory grew by at most, MiB |
                |---|---:|---:|---:|
                | curl -T | {2 / baseline:0.00} | 1.00 | |
                | Holdfast.Client | {2 / ours:0.00} | {baseline / ours:0.00} | {growth.Max():0.0} |

                """));
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    /// <summary>Uploads, and prints the seconds and the growth of memory in MiB (Linux: VmHWM less VmRSS at the start).</summary>
    public static async Task UploadAsync(Uri endpoint, string file)
    {
        using var client = new UploadClient(new UploadClientOptions { UrlStore = null });
        var before = Status("VmRSS:");
        var watch = Stopwatch.StartNew();
        await client.UploadFileAsync(endpoint, file);
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {(Status("VmHWM:") - before) / 1024.0}"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(Rounds / 2);

    private static async Task<double> CurlAsync(Uri endpoint, string file)
    {
        using var http = new HttpClient();
        using var creation = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Length", Length.ToString(CultureInfo.InvariantCulture) } },
        };
        using var created = await http.SendAsync(creation);
        return (await Programs.NumbersAsync(
            "curl", "-sS", "-f", "-X", "PATCH", "-T", file, "-H", "Tus-Resumable: 1.0.0", "-H", "Upload-Offset: 0", "-H",
            "Content-Type: application/offset+octet-stream", "-H", "Expect:", "-o", "/dev/null", "-w", "%{time_total}",
            created.Headers.Location!.AbsoluteUri))[0];
    }

    private static async Task FillAsync(string path)
    {
        var piece = new byte[1 << 20];
        new Random(1).NextBytes(piece);
        await using var file = File.Create(path);
        for (var left = Length; left > 0; left -= piece.Length)
        {
            await file.WriteAsync(piece);
        }
    }

    private static long Status(string name) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..^2],
        CultureInfo.InvariantCulture);
}
