using System.Security.Cryptography;
using System.Text;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>
/// kill -9 at any moment of a PATCH with a checksum, in the header or the trailer: what was acknowledged is there, and bytes count only
/// if the server had all of the body, and with it the checksum.
/// </summary>
public sealed class ServeChecksumCrashTests
{
    private const int Crashes = 60;
    private const int Seed = 20_261_123;

    // The starts are the cost, so several servers crash side by side.
    private const int Servers = 3;
    private const int UploadLength = 8_000_000;
    private const int LongestBody = 1_500_000;
    private const int Piece = 32 * 1024;

    [Test]
    [CancelAfter(240_000)]
    public async Task After_60_kills_no_unverified_byte_counts(CancellationToken cancellationToken)
    {
        var rounds = await Task.WhenAll(
            Enumerable.Range(0, Servers).Select(server => CrashAsync(Seed + server, Crashes / Servers, cancellationToken)));

        rounds.Sum(round => round.Cut).ShouldBeGreaterThan(Servers, "some must die before the checksum could be compared");
        rounds.Sum(round => round.Acknowledged).ShouldBeGreaterThan(Servers, "some must live long enough to verify");
        await TestContext.Out.WriteLineAsync(
            $"{rounds.Sum(round => round.Acknowledged)} bodies acknowledged, {rounds.Sum(round => round.Cut)} cut, "
                + $"{rounds.Sum(round => round.Kept)} verified and kept but not acknowledged.");
    }

    private static async Task<(int Acknowledged, int Cut, int Kept)> CrashAsync(int seed, int crashes, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var random = new Random(seed);
        var content = new byte[UploadLength];
        random.NextBytes(content);
        var (acknowledged, cut, kept) = (0, 0, 0);
        string? path = null;
        var (offset, isCut) = (0L, false);
        for (var crash = 0; crash <= crashes; crash++)
        {
            using var server = await StartAsync(directory, cancellationToken);
            if (path is not null)
            {
                var found = await FindAsync(server, path, content, cancellationToken);
                found.ShouldBeGreaterThanOrEqualTo(offset, "an acknowledged byte is lost");
                found.ShouldBeLessThanOrEqualTo(
                    isCut ? offset : UploadLength, $"crash {crash}: bytes count although there was nothing to compare them with");
                (cut, kept) = (cut + (isCut ? 1 : 0), kept + (found > offset ? 1 : 0));
                (path, offset) = found + LongestBody < UploadLength ? (path, found) : (null, 0);
            }

            path ??= await server.CreateAsync(UploadLength, cancellationToken);
            for (var lives = random.Next(3); lives > 0 && offset + (2 * LongestBody) < UploadLength; lives--)
            {
                var whole = NextBody(random, content, offset);
                offset = (await SendAsync(server, path, offset, whole, whole.Count, cancellationToken)).ShouldNotBeNull();
                acknowledged++;
            }

            var body = NextBody(random, content, offset);
            var fatal = random.Next(2) == 0 ? body.Count : random.Next(body.Count);
            isCut = fatal < body.Count;
            await KillAtAsync(server, path, offset, body, fatal, random, cancellationToken);
        }

        return (acknowledged, cut, kept);
    }

    private static async Task<long> FindAsync(ServingCommand server, string path, byte[] content, CancellationToken cancellationToken)
    {
        var head = await server.AskAsync(Request("HEAD", path), cancellationToken);
        var stored = await File.ReadAllBytesAsync(server.FileOf(path), cancellationToken);
        stored.LongLength.ShouldBe(head.Offset);
        stored.AsSpan().SequenceEqual(content.AsSpan(0, stored.Length)).ShouldBeTrue("what is stored is no prefix of what was sent");
        return head.Offset;
    }

    private static async Task KillAtAsync(
        ServingCommand server, string path, long offset, List<string> body, int fatal, Random random, CancellationToken cancellationToken)
    {
        try
        {
            // Past the last piece the server has all, and dies while it compares, moves or answers.
            await SendAsync(server, path, offset, body, fatal, cancellationToken, async () =>
            {
                // Mostly at once; a server that has just started needs some tens of milliseconds for its first body.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Pow(random.NextDouble(), 2) * 100), TimeProvider.System, cancellationToken);
                server.Process.Kill();
            });
        }
        catch (IOException)
        {
            // The connection died with the server.
        }

        await server.Process.ExitAsync(cancellationToken);
    }

    // The header section, then the body in pieces of which the last one completes it.
    private static List<string> NextBody(Random random, byte[] content, long offset)
    {
        var bytes = content.AsSpan((int)offset, random.Next(1, LongestBody)).ToArray();
        var checksum = $"Upload-Checksum: sha256 {Convert.ToBase64String(SHA256.HashData(bytes))}\r\n";
        var inTrailer = random.Next(2) == 0;
        var pieces = bytes.Chunk(Piece).Select(Encoding.Latin1.GetString).ToList();
        return inTrailer
            ? ["Transfer-Encoding: chunked\r\nTrailer: Upload-Checksum\r\n", .. pieces.Select(piece => $"{piece.Length:x}\r\n{piece}\r\n"),
                $"0\r\n{checksum}\r\n"]
            : [$"Content-Length: {bytes.Length}\r\n{checksum}", .. pieces];
    }

    // Returns the acknowledged offset, or null when only some of the pieces were to be sent.
    private static async Task<long?> SendAsync(
        ServingCommand server, string path, long offset, List<string> body, int pieces, CancellationToken cancellationToken,
        Func<Task>? then = null)
    {
        using var connection = await server.ConnectAsync(cancellationToken);
        var head = Request("PATCH", path, $"Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n{body[0]}");
        await connection.SendAsync(head, cancellationToken);
        foreach (var piece in body.Take(pieces).Skip(1))
        {
            await connection.SendAsync(piece, cancellationToken);
        }

        if (then is not null)
        {
            await then();
            return null;
        }

        var answer = await connection.ReadAsync(cancellationToken);
        answer.Status.ShouldBe(204, answer.Body);
        return answer.Offset;
    }
}
