using System.Net;
using System.Text;
using Holdfast.Server.Interim;
using Microsoft.AspNetCore.Http;
using static Holdfast.Server.Tests.InterimSite;

namespace Holdfast.Server.Tests;

[TestFixture(true)]
[TestFixture(false)]
public sealed class Http2InterimTests(bool inline)
{
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    [Test]
    [CancelAfter(20_000)]
    public async Task Two_streams_get_their_own_as_literals_that_no_table_keeps(CancellationToken cancellationToken)
    {
        // Longer than what a length of seven bits can say.
        var filler = new string('f', 300);
        var both = new CountdownEvent(2);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await StartAsync(
            async context =>
            {
                var interims = context.GetInterimResponses()!;
                interims.TrySend(104, Location(context.Request.Path)).ShouldBeTrue();
                if (both.Signal())
                {
                    go.SetResult();
                }

                await go.Task;
                interims.TrySend(104, Progress(7, filler)).ShouldBeTrue();
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            },
            inline);
        using var connection = await Http2Frames.OpenAsync(site.Http2, cancellationToken);
        await SendAsync(connection, 1, "/one", cancellationToken);
        (await connection.ReadAsync(1, cancellationToken)).ShouldBeHeaders(EndHeaders, (":status", "104"), ("location", "/one"));
        await SendAsync(connection, 3, "/three", cancellationToken);
        (await connection.ReadAsync(3, cancellationToken)).ShouldBeHeaders(EndHeaders, (":status", "104"), ("location", "/three"));

        // Frames of both streams come in any order; those of one stream come in theirs.
        var frames = new Dictionary<int, List<(byte Type, byte Flags, byte[] Payload)>> { [1] = [], [3] = [] };
        while (frames.Values.Any(list => list.Count < 2))
        {
            var (stream, frame) = await connection.ReadAnyAsync(cancellationToken);
            frames[stream].Add(frame);
        }

        foreach (var list in frames.Values)
        {
            list[0].ShouldBeHeaders(EndHeaders, (":status", "104"), ("upload-offset", "7"), ("filler", filler));
            (list[1].Flags, list[1].Payload[0]).ShouldBe(((byte)(EndHeaders | EndStream), (byte)0x89), "RFC 7541, appendix A: :status 204");
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_compression_of_responses_stays_intact(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            context =>
            {
                for (var index = 0; index < 3; index++)
                {
                    context.GetInterimResponses()!.TrySend(104, Progress(index, "filler")).ShouldBeTrue();
                }

                // Kestrel puts such fields in the table and later names them by their place in it.
                context.Response.Headers["X-Same"] = "the same for all";
                context.Response.Headers[$"X-{context.Request.Path.Value![1..]}"] = context.Request.Path.Value;
                return Task.CompletedTask;
            },
            inline);
        using var client = NewClient();
        for (var index = 0; index < 50; index++)
        {
            var path = $"/{index % 10}";
            using var response = await client.GetAsync(new Uri(site.Http2, path), cancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.GetValues("X-Same").ShouldBe(["the same for all"]);
            response.Headers.GetValues($"X{path.Replace('/', '-')}").ShouldBe([path]);
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_client_that_lowered_the_table_size_gets_the_update_that_it_is_owed(CancellationToken cancellationToken)
    {
        // RFC 9113, 6.5.2: SETTINGS_HEADER_TABLE_SIZE, from 4096 to 100.
        byte[] settings = [0, 1, 0, 0, 0, 100];
        await using var site = await StartAsync(
            context =>
            {
                context.GetInterimResponses()!.TrySend(104, Location("/there")).ShouldBeTrue();
                context.Response.Headers["X-Same"] = "the same for all";
                return Task.CompletedTask;
            },
            inline);
        using var connection = await Http2Frames.OpenAsync(site.Http2, cancellationToken, settings);
        for (var stream = 1; stream <= 5; stream += 2)
        {
            await SendAsync(connection, stream, "/", cancellationToken);
            var interim = await connection.ReadAsync(stream, cancellationToken);
            var final = await connection.ReadAsync(stream, cancellationToken);

            interim.ShouldBeHeaders(EndHeaders, (":status", "104"), ("location", "/there"));
            ShouldUseNoTable(final.Payload);
        }
    }

    // RFC 7541, 6: a size update (001), an index into the static table (1, up to 61), or a literal that isn't added (0000 and 0001).
    private static void ShouldUseNoTable(byte[] block)
    {
        for (var at = 0; at < block.Length;)
        {
            var first = block[at];
            (first is (>= 0x80 and <= 0xbd) or (>= 0x20 and < 0x40) or < 0x20).ShouldBeTrue($"{first:x2} at {at}");
            at += first switch { >= 0x80 => 1, 0x3f => 2, >= 0x20 => 1, _ => Literal(block.AsSpan(at)) };
        }
    }

    // Names and values are shorter than 127 bytes here, and names of the static table have indices up to 14 or two bytes.
    private static int Literal(ReadOnlySpan<byte> field)
    {
        var name = (field[0] & 0x0f) switch { 0 => 2 + (field[1] & 0x7f), 0x0f => 2, _ => 1 };
        return name + 1 + (field[name] & 0x7f);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Frames_of_large_responses_are_never_split(CancellationToken cancellationToken)
    {
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300_000).Select(index => $"{index:0000000}\n")));
        await using var site = await StartAsync(
            async context =>
            {
                if (context.Request.Path == "/large")
                {
                    await context.Response.Body.WriteAsync(content);
                    return;
                }

                for (var sent = 0; sent < 100; sent++)
                {
                    context.GetInterimResponses()!.TrySend(104, Progress(sent));
                    await Task.Yield();
                }
            },
            inline);
        using var client = NewClient();
        var downloads = DownloadAsync();
        while (!downloads.IsCompleted)
        {
            (await client.GetAsync(new Uri(site.Http2, "/interims"), cancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await downloads;

        async Task DownloadAsync()
        {
            for (var download = 0; download < 5; download++)
            {
                (await client.GetByteArrayAsync(new Uri(site.Http2, "/large"), cancellationToken)).AsSpan().SequenceEqual(content)
                    .ShouldBeTrue();
            }
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Fields_that_fill_more_than_a_frame_are_refused(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            context =>
            {
                Should.Throw<ArgumentException>(() => context.GetInterimResponses()!.TrySend(104, Progress(0, new string('x', 16_384))));
                return Task.CompletedTask;
            },
            inline);
        using var client = NewClient();

        (await client.GetAsync(site.Http2, cancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static HttpClient NewClient() => new()
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static Task SendAsync(Http2Frames connection, int stream, string path, CancellationToken cancellationToken) =>
        connection.SendHeadersAsync(
        stream, endStream: true, cancellationToken, (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "a"));
}
