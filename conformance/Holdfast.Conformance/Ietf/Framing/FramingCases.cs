using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Framing;

/// <summary>
/// The draft, Upload-Complete and Transfer Codings, over RFC 9112: the bytes that are content, and the end of the content.
/// </summary>
internal static class FramingCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/framing/no-content",
            Title = "A connection can be used after responses without content",
            Does = "Sends HEAD on one connection and an append on another, then another HEAD on each.",
            Must = "The next response begins directly after the response to HEAD, or after the 204; a 204 has no Content-Length.",
            Why = "One extra byte after such a response shifts all later responses on a pooled connection.",
            Judges = ["IETF-230"],
            Versions = Interop.All,
            Run = IetfCases.Run(NoContent),
        },
        new()
        {
            Id = "ietf/framing/short-content",
            Title = "Content that is shorter than its Content-Length does not complete an upload",
            Does = "Sends the last append with Content-Length 100 and 60 bytes, and closes its side of the connection.",
            Must = "Not complete, and at most 60 bytes are stored.",
            Why = "A broken connection must not be taken for the end of a file.",
            Judges = ["IETF-106", "IETF-176"],
            Versions = Interop.All,
            Run = IetfCases.Run(Short),
        },
        new()
        {
            Id = "ietf/framing/chunks-cut",
            Title = "Chunks without the last chunk do not complete an upload",
            Does = "Sends the last append in chunks and closes inside a chunk, inside a size, and before the last chunk.",
            Must = "Not complete after any of them.",
            Why = "Only the last chunk shows that the content is complete.",
            Judges = ["IETF-106", "IETF-176"],
            Versions = Interop.All,
            Run = IetfCases.Run(ChunksCut),
        },
        new()
        {
            Id = "ietf/framing/chunked",
            Title = "The framing of chunks is not content",
            Does = "Appends ten bytes in chunks of three.",
            Must = "The offset grows by 10.",
            Why = "Offsets count the bytes that the application receives.",
            Judges = ["IETF-143"],
            Versions = Interop.All,
            Run = IetfCases.Run(Chunked),
        },
        new()
        {
            Id = "ietf/framing/length-and-coding",
            Title = "Content-Length together with Transfer-Encoding appends no byte twice",
            Does = "Appends with both, and with two different Content-Lengths.",
            Must = "A refusal or a closed connection; if the first is accepted, only the chunks count.",
            Why = "Recipients that disagree about the end of a request see different requests.",
            Judges = ["IETF-144"],
            Versions = Interop.All,
            Run = IetfCases.Run(LengthAndCoding),
        },
        new()
        {
            Id = "ietf/framing/behind-the-content",
            Title = "Bytes after the content are not appended",
            Does = "Sends ten bytes after an append whose Content-Length is five.",
            Must = "The offset grows by 5.",
            Why = "These bytes are the next request, or an attack.",
            Judges = ["IETF-104"],
            Versions = Interop.All,
            Run = IetfCases.Run(Behind),
        },
        new()
        {
            Id = "ietf/framing/trailers",
            Title = "Trailer fields do not control the append",
            Does = "Appends in chunks, not as the last append, with Upload-Complete and Upload-Offset in the trailers.",
            Must = "Accepted as not the last append.",
            Why = "Trailers come too late to have an effect, and bypass filters for header fields.",
            Judges = ["IETF-014"],
            Versions = Interop.From(4),
            Run = IetfCases.Run(Trailers),
        },
        new()
        {
            Id = "ietf/framing/content-coding",
            Title = "Offsets count encoded bytes",
            Does = "Creates with Content-Encoding: gzip, appends the halves of a gzip file and sends HEAD between.",
            Must = "The offset counts the encoded bytes, and the last append is accepted.",
            Why = "An interrupted gzip stream is resumed at a byte of the stream.",
            Judges = ["IETF-141"],
            Versions = Interop.All,
            Run = IetfCases.Run(ContentCoding),
        },
    ];

    private static async Task NoContent(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        foreach (var request in new[] { t.Request("HEAD", upload.Url), t.Append(upload, 0, completes: false, upload.From(0, t.Chunk(5))) })
        {
            await using var connection = await t.Context.ConnectAsync(upload.Url);
            var answer = await connection.ExchangeAsync(request, t.Patience, t.Cancellation);
            if (!t.Answered(request.Method, "an answer", answer, "IETF-230")
                || (request.Method != "HEAD" && answer is not { Status: 204, Response.IsExcused: false }))
            {
                continue;
            }

            if (answer is { Status: 204, Response.IsExcused: false })
            {
                t.Checks.Judge($"Content-Length of the 204 to {request.Method}", "absent",
                    IetfCase.Shown(answer.Response!.Fields, "Content-Length"), answer["Content-Length"] is null, "IETF-230");
            }

            if (answer.Response is { Closes: false })
            {
                var next = await connection.ExchangeAsync(t.Request("HEAD", upload.Url), t.Patience, t.Cancellation);
                var isGone = next is { Response: null, End: WireEnd.Closed or WireEnd.Reset };
                t.Checks.Judge($"Bytes after the response to {request.Method}", "the next response, or a closed connection", next.Outcome,
                    isGone || next.Response is not null, "IETF-230");
            }
            else
            {
                t.Checks.Observe($"Bytes after the response to {request.Method}", "a closed connection", "IETF-230");
            }
        }
    }

    private static async Task Short(IetfCase t)
    {
        var upload = await t.NewAsync(100);
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            await t.SendPartAsync(connection, t.Append(upload, 0, completes: true, upload.Content), 60);
            connection.HalfClose();
            var answer = await connection.ReadAsync("PATCH", IetfCase.Moment, t.Cancellation);
            t.Checks.Judge("Response to content that is cut", "no success", answer, !answer.IsSuccess, "IETF-176");
        }

        await JudgeIncompleteAsync(t, "60 bytes", upload, 60);
    }

    private static async Task ChunksCut(IetfCase t)
    {
        foreach (var (subject, body) in new[]
        {
            ("the middle of a chunk", "14\r\nabcde"), ("the middle of a chunk size", "5\r\nabcde\r\n1"),
            ("no last chunk", "5\r\nabcde\r\n"),
        })
        {
            var upload = await t.NewAsync(5);
            var head = IetfCase.Text(t.Append(upload, 0, completes: true, default).WithChunkedBody(default) with { Chunked = false });
            await SendHalfClosedAsync(t, upload, head + body);
            await JudgeIncompleteAsync(t, subject, upload, 5);
        }

        // RFC 9112, 8: the last chunk has come, so a server may take the content for whole.
        var last = await t.NewAsync(5);
        await SendHalfClosedAsync(t, last, IetfCase.Text(
            t.Append(last, 0, completes: true, default).WithChunkedBody(default) with { Chunked = false }) + "5\r\nabcde\r\n0\r\nx: y\r\n");
        var found = await t.HeadAsync(last);
        t.Checks.Observe("Content that is cut in its trailers",
            $"{found.Outcome}, {IetfCase.Shown(found.Response?.Fields ?? WireFields.Empty, Interop.CompletenessField(t.Version))}",
            "IETF-176");
    }

    private static async Task SendHalfClosedAsync(IetfCase t, Upload upload, string bytes)
    {
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await connection.SendAsync(System.Text.Encoding.Latin1.GetBytes(bytes), "head", t.Cancellation);
        connection.HalfClose();
        await connection.ReadAsync("PATCH", IetfCase.Moment, t.Cancellation);
    }

    private static async Task JudgeIncompleteAsync(IetfCase t, string subject, Upload upload, long most)
    {
        await t.IncompleteAsync($"after {subject}", upload, "IETF-176", "IETF-106");
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge($"Offset after {subject}", $"at most {most}", $"{offset}", offset <= most, "IETF-176");
    }

    private static async Task Chunked(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(10));
        t.Success("the append", await t.SendAsync(
            t.Append(upload, 0, completes: false, default).WithChunkedBody(upload.Content, chunkSize: 3), upload.Url), "IETF-143");
        await t.OffsetIsAsync("after it", upload, upload.Length, "IETF-143");
    }

    private static async Task LengthAndCoding(IetfCase t)
    {
        var upload = await t.NewAsync(10);
        var both = t.Append(upload, 0, completes: false, default).WithChunkedBody(upload.Content).With("Content-Length", "3");
        var first = await t.SendRawAsync("PATCH", upload.Url, IetfCase.Text(both));
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge("Append with both", "refused and offset 0, or accepted and offset 10", first, $"{first.Outcome} and offset {offset}",
            first.IsSuccess ? offset == 10 : offset == 0, "IETF-144");
        var lengths = t.Append(upload, offset, completes: false, upload.Content).With("Content-Length", "3");
        var second = await t.SendRawAsync("PATCH", upload.Url, IetfCase.Text(lengths));
        t.Checks.Judge("Append with two Content-Lengths", "no success", second, !second.IsSuccess, "IETF-144");
        await t.OffsetIsAsync("after it", upload, offset, "IETF-144");
    }

    private static async Task Behind(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        var append = t.Append(upload, 0, completes: false, upload.From(0, t.Chunk(5)));
        await t.SendRawAsync("PATCH", upload.Url, IetfCase.Text(append) + "aaaaaaaaaa");
        await t.OffsetIsAsync("after it", upload, t.Chunk(5), "IETF-104");
    }

    private static async Task Trailers(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        var append = t.Append(upload, 0, completes: false, default).WithChunkedBody(upload.Content);
        append = append with { Trailers = append.Trailers.Add(new("Upload-Complete", "?1")).Add(new("Upload-Offset", "3")) };
        var answer = await t.SendAsync(append, upload.Url);
        if (answer.IsClientError)
        {
            t.Checks.Observe("Append with trailers", $"Refused with {answer.Outcome}, which HTTP allows.", "IETF-014");
            return;
        }

        await t.IncompleteAsync("after it", upload, "IETF-014");
    }

    private static async Task ContentCoding(IetfCase t)
    {
        byte[] coded;
        using (var buffer = new MemoryStream())
        {
            using (var gzip = new System.IO.Compression.GZipStream(buffer, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(t.Content(4 * t.Chunk(200)));
            }

            coded = buffer.ToArray();
        }

        var upload = await t.NewAsync(0, create => create.With("Content-Encoding", "gzip")) with { Content = coded };
        var half = t.Chunk(coded.Length / 2);
        await t.TakenAsync(upload, 0, half);
        await t.OffsetIsAsync("after half of the encoded bytes", upload, half, "IETF-141");
        t.Success("the last append", await t.AppendAsync(upload, half, completes: true, upload.From(half)), "IETF-141");
    }
}
