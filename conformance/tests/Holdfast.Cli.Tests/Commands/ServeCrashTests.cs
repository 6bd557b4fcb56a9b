using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Builds;

namespace Holdfast.Cli.Tests.Commands;

/// <summary>kill -9 on the real process at any moment of an upload: what was acknowledged is there, and what is there was sent.</summary>
public sealed class ServeCrashTests
{
    private const int UploadLength = 4_000_000;
    private const int Seed = 20_261_122;

    // The starts are the cost, so several servers crash side by side.
    private const int Servers = 2;

    private const int Piece = 16 * 1024;

    // With those of ServeChecksumCrashTests 60 in each build, and 200 in a full one.
    private static readonly int Crashes = ThisBuild.IsFull ? 100 : 30;

    [Test]
    [CancelAfter(240_000)]
    public async Task After_many_kills_nothing_acknowledged_is_lost_and_every_byte_is_one_that_was_sent(CancellationToken cancellationToken)
    {
        var rounds = await Task.WhenAll(
            Enumerable.Range(0, Servers).Select(server => CrashAsync(Seed + server, Crashes / Servers, cancellationToken)));

        rounds.Sum(round => round.Crashes).ShouldBe(Crashes);
        rounds.Sum(round => round.Finished).ShouldBeGreaterThan(Servers);
        TestContext.Out.WriteLine($"{rounds.Sum(round => round.Finished)} uploads finished over {Crashes} crashes, "
            + $"{rounds.Sum(round => round.Kept)} times with bytes that nobody had acknowledged yet.");
    }

    private static async Task<(int Crashes, int Finished, int Kept)> CrashAsync(int seed, int crashes, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var random = new Random(seed);
        var content = new byte[UploadLength];
        random.NextBytes(content);
        var (finished, kept) = (0, 0);
        string? path = null;
        var acknowledged = 0L;
        for (var crash = 0; crash <= crashes; crash++)
        {
            using var command =
                RunningCommand.Start("serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", directory.FullName, "-verbose=false");
            var url = new Uri((await command.LineAsync("You can now upload files to: ", cancellationToken)).Split(' ')[^1]);
            if (path is not null)
            {
                var offset = await OffsetAsync(url, path, cancellationToken);
                offset.ShouldBeGreaterThanOrEqualTo(acknowledged, "an acknowledged byte is lost");
                var stored = await File.ReadAllBytesAsync(directory.At(path.Split('/')[^1]), cancellationToken);
                stored.AsSpan().SequenceEqual(content.AsSpan(0, (int)offset)).ShouldBeTrue("what is stored is no prefix of what was sent");
                kept += offset > acknowledged ? 1 : 0;
                acknowledged = offset;
            }

            // The last server lives on, so that its upload is finished.
            var fuse = new Fuse(
                command, crash < crashes ? random.Next(UploadLength) : long.MaxValue, TimeSpan.FromMilliseconds(random.NextDouble() * 4));
            try
            {
                while (true)
                {
                    path ??= await CreateAsync(url, cancellationToken);
                    while (acknowledged < UploadLength)
                    {
                        var length = (int)Math.Min(UploadLength - acknowledged, random.Next(1, 600_000));
                        acknowledged =
                            await PatchAsync(url, path, acknowledged, content.AsMemory((int)acknowledged, length), fuse, cancellationToken);
                    }

                    finished++;
                    (path, acknowledged) = (null, 0);
                    if (crash == crashes)
                    {
                        break;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                fuse.IsBurnt.ShouldBeTrue($"The server ended without being killed: {exception.Message}");
                await command.ExitAsync(cancellationToken);
            }
        }

        return (crashes, finished, kept);
    }

    private static async Task<string> CreateAsync(Uri url, CancellationToken cancellationToken)
    {
        var head = await AskAsync(url, $"POST {url.AbsolutePath} HTTP/1.1\r\nUpload-Length: {UploadLength}\r\n", cancellationToken);
        return new Uri(Field(head, "Location")).AbsolutePath;
    }

    private static async Task<long> PatchAsync(
        Uri url, string path, long offset, ReadOnlyMemory<byte> body, Fuse fuse, CancellationToken cancellationToken)
    {
        var head = await AskAsync(
            url, $"PATCH {path} HTTP/1.1\r\nUpload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: "
                + $"{body.Length}\r\n", cancellationToken, body, fuse);
        head.ShouldStartWith("HTTP/1.1 204 ");
        return long.Parse(Field(head, "Upload-Offset"), CultureInfo.InvariantCulture);
    }

    private static async Task<long> OffsetAsync(Uri url, string path, CancellationToken cancellationToken)
    {
        var head = await AskAsync(url, $"HEAD {path} HTTP/1.1\r\n", cancellationToken);
        head.ShouldStartWith("HTTP/1.1 200 ");
        return long.Parse(Field(head, "Upload-Offset"), CultureInfo.InvariantCulture);
    }

    private static async Task<string> AskAsync(
        Uri url, string request, CancellationToken cancellationToken, ReadOnlyMemory<byte> body = default, Fuse? fuse = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, url.Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(request + "Host: a.test\r\nTus-Resumable: 1.0.0\r\nConnection: close\r\n\r\n"), cancellationToken);
        for (; !body.IsEmpty; body = body[Math.Min(Piece, body.Length)..])
        {
            if (fuse is not null)
            {
                await fuse.BurnAsync(Math.Min(Piece, body.Length));
            }

            await stream.WriteAsync(body[..Math.Min(Piece, body.Length)], cancellationToken);
        }

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(cancellationToken);
        return answer.Contains("\r\n\r\n", StringComparison.Ordinal)
            ? answer : throw new IOException("The connection ended before the answer.");
    }

    private static string Field(string head, string name) =>
        head.Split("\r\n").First(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];

    /// <summary>Kills the server once so many bytes were sent to it: somewhere in a body, or while its answer is made.</summary>
    private sealed class Fuse(RunningCommand command, long bytes, TimeSpan pause)
    {
        private long _left = bytes;

        public bool IsBurnt { get; private set; }

        public async Task BurnAsync(int count)
        {
            _left -= count;
            if (_left < 0 && !IsBurnt)
            {
                // The server gets to read some of what is on its way.
                IsBurnt = true;
                await Task.Delay(pause, TimeProvider.System);
                command.Kill();
            }
        }
    }
}
