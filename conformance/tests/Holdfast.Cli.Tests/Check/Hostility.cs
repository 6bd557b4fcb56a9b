using System.Net.Sockets;
using System.Text;

namespace Holdfast.Cli.Tests.Check;

/// <summary>
/// The things that a server can send without end. Each server is polite until a case asks for an upload, so that a run gets past discovery
/// and its first upload: OPTIONS and creations are answered as tus and the draft have it.
/// </summary>
internal sealed record Hostility(string Name, string Only, string Sentence, Func<NetworkStream, CancellationToken, Task> Attack)
{
    private const string Http1 = "tus/core/head";
    private const string Http2 = "ietf/10/http2";
    private const string Polite =
        "Tus-Resumable: 1.0.0\r\nTus-Version: 1.0.0\r\nTus-Extension: creation,termination\r\nUpload-Complete: ?0\r\nUpload-Offset: 0\r\n";
    private const string Stops = ", where Holdfast stops reading";
    private const string Body = "The server sent a response body that is more than 1024 KiB longer than what was uploaded" + Stops;
    private const string Head = "The server sent a response head of more than 256 KiB" + Stops;
    private const string Interims = "The server sent more than 1000 interim responses to one request, or more than 256 KiB of them" + Stops;
    private const string SmallFrames = "The server sent more than 10000 HTTP/2 frames of less than 100 bytes on one connection" + Stops;
    private const string Garbage = "\u0001<\u0002&";

    private static readonly string Long = string.Concat(Enumerable.Repeat(Garbage, 50_000));

    public static IReadOnlyList<Hostility> All { get; } =
    [
        Endless("body without length", Body, "HTTP/1.1 200 OK\r\n\r\n", new string('x', 65_536)),
        Endless("body of many bytes", Body, "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n", new string('x', 65_536)),
        Endless("chunks", "The server sent more than 10000 chunks of less than 100 bytes in one body" + Stops,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", string.Concat(Enumerable.Repeat("1\r\nx\r\n", 10_000))),
        Endless("trailers", "The server sent a trailer section of more than 256 KiB" + Stops,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", string.Concat(Enumerable.Repeat("X: y\r\n", 10_000))),
        Endless("interim responses", Interims, "", string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", 1000))),
        Endless("field line", Head, "HTTP/1.1 200 OK\r\nX: ", new string('x', 65_536)),
        Endless("field lines", Head, "HTTP/1.1 200 OK\r\n", string.Concat(Enumerable.Repeat("X: y\r\n", 10_000))),
        Endless("line that is no status line", "something that is not an HTTP response: 'xxxxx", "", new string('x', 65_536)),
        Endless("controls that are no status line", @"something that is not an HTTP response: '\x01<\x02&", "",
            string.Concat(Enumerable.Repeat(Garbage, 16_384))),
        new("body that drips", Http1, "The server sent a response body that did not end in time",
            (stream, stop) => DripAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "x", stop)) { Takes = 8 },
        new("interim responses that drip", Http1, "no response in time",
            (stream, stop) => DripAsync(stream, "", "HTTP/1.1 103 \r\n\r\n", stop)) { Takes = 8 },
        new("long values", "tus/core", "", (stream, stop) =>
            SendAsync(stream, $"HTTP/1.1 200 {Long}\r\nTus-Resumable: {Long[..20_000]}\r\nUpload-Offset: "
                + $"{Long[..20_000]}\r\nContent-Length: 5\r\n\r\n{Garbage}!", stop)),
        new("field compression bomb", Http2, Head, BombAsync),
        Frames("field block without end", Head, Frame(0x1, 0, 1, "\u0088"),
            Frame(0x9, 0, 1, string.Concat(Enumerable.Repeat("\u0000\u0001x\u0001y", 3000)))),
        Frames("empty field block pieces", SmallFrames, Frame(0x1, 0, 1, "\u0088"), Frame(0x9, 0, 1, "")),
        Frames("content without end", Body, Frame(0x1, 0x4, 1, "\u0088"), Frame(0x0, 0, 1, new string('x', 16_384))),
        Frames("content in single bytes", SmallFrames, Frame(0x1, 0x4, 1, "\u0088"), Frame(0x0, 0, 1, "x")),
        Frames("empty content", SmallFrames, Frame(0x1, 0x4, 1, "\u0088"), Frame(0x0, 0, 1, "")),
        Frames("interim fields", Interims, "", Frame(0x1, 0x4, 1, "\u0008\u0003103\u0000\u0001x\u0064" + new string('y', 100))),
        Frames("pings", SmallFrames, "", Frame(0x6, 0, 0, "12345678")),
        Frames("settings", SmallFrames, "", Frame(0x4, 0, 0, "")),
        Frames("window updates", SmallFrames, "", Frame(0x8, 0, 1, "\u0000\u0000\u0000\u0001")),
        Frames("resets", SmallFrames, "", Frame(0x3, 0, 1, "\u0000\u0000\u0000\u0008")),
    ];

    /// <summary>How many seconds its cases may take at most, on a busy machine, where it makes them wait.</summary>
    public int Takes { get; init; }

    public HostileServer Start() => HostileServer.Start(async (stream, came, stop) =>
    {
        if (came.StartsWith("PRI *", StringComparison.Ordinal) && Only == Http2)
        {
            await SendAsync(stream, Frame(0x4, 0, 0, ""), stop);
            await Attack(stream, stop);
        }
        else if (came.StartsWith("POST", StringComparison.Ordinal))
        {
            await SendAsync(
                stream, $"HTTP/1.1 201 Created\r\n{Polite}Location: /files/{Guid.NewGuid():n}\r\nContent-Length: 0\r\n\r\n", stop);
        }
        else if (came.StartsWith("OPTIONS", StringComparison.Ordinal) || Only == Http2
            || !came.Contains("Holdfast-Case", StringComparison.Ordinal))
        {
            await SendAsync(stream, $"HTTP/1.1 204 No Content\r\n{Polite}\r\n", stop);
        }
        else
        {
            await Attack(stream, stop);
        }
    });

    public override string ToString() => Name;

    private static Hostility Endless(string name, string sentence, string first, string rest) =>
        new(name, Http1, sentence, (stream, stop) => SendAsync(stream, first, rest, stop));

    private static Hostility Frames(string name, string sentence, string first, string rest) =>
        new(name, Http2, sentence,
            (stream, stop) => SendAsync(stream, first, string.Concat(Enumerable.Repeat(rest, 1 + (16_384 / rest.Length))), stop));

    private static async Task SendAsync(NetworkStream stream, string bytes, CancellationToken stop) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), stop);

    private static async Task SendAsync(NetworkStream stream, string first, string rest, CancellationToken stop)
    {
        // The server discards what the client sends. Otherwise a client that answers every frame would block for ever.
        var reading = stream.CopyToAsync(Stream.Null, stop);
        await SendAsync(stream, first, stop);
        var bytes = Encoding.Latin1.GetBytes(rest);
        while (!reading.IsFaulted)
        {
            await stream.WriteAsync(bytes, stop);
        }

        await reading;
    }

    private static async Task DripAsync(NetworkStream stream, string first, string rest, CancellationToken stop)
    {
        await SendAsync(stream, first, stop);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await ticks.WaitForNextTickAsync(stop))
        {
            await SendAsync(stream, rest, stop);
        }
    }

    // One field of 4 kB goes into the table; each byte behind it means that field again (RFC 7541, 6.1).
    private static Task BombAsync(NetworkStream stream, CancellationToken stop)
    {
        var field = "\u0040\u0001x\u007f\u00a1\u001e" + new string('y', 4000);
        return SendAsync(stream, Frame(0x1, 0, 1, "\u0088" + field),
            Frame(0x9, 0, 1, new string('\u00be', 12_000)) + Frame(0x9, 0x4, 1, "\u00be"), stop);
    }

    // RFC 9113, 4.1.
    private static string Frame(int type, int flags, int stream, string payload) =>
        $"\u0000{(char)(payload.Length >> 8)}{(char)(payload.Length & 0xff)}{(char)type}{(char)flags}"
        + $"\u0000\u0000\u0000{(char)stream}{payload}";
}
