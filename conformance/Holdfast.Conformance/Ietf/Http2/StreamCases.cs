using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Http2;

/// <summary>The draft over HTTP/2: 104, streams that break, and several on one connection.</summary>
internal static class StreamCases
{
    private const int Bytes = 20_000;

    private const int Half = Bytes / 2;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/http2/announced",
            Title = "Over HTTP/2 a 104 announces the upload resource and keeps the stream open",
            Does = "Starts a creation with the complete content on a stream, holds the content back, and waits for a 104.",
            Must = "A well-formed 104 that does not end the stream, with Location and version; then the final response.",
            Why = "If a 104 ends the stream, it is the final response, and the file is lost.",
            Judges = ["IETF-060", "IETF-061", "IETF-064", "IETF-170", "IETF-206"],
            Versions = Interop.All,
            Run = IetfCases.Run(Announced),
        },
        new()
        {
            Id = "ietf/http2/cancelled",
            Title = "An append whose stream is reset keeps what arrived",
            Does = "Sends half of a last append, resets the stream (CANCEL), sends HEAD and finishes on the same connection.",
            Must = "Not complete; the offset is more than before and at most what was sent; the finished file is correct.",
            Why = "Browsers and mobile clients cancel requests this way, and keep the connection.",
            Judges = ["IETF-010", "IETF-104", "IETF-105", "IETF-106"],
            Versions = Interop.All,
            Run = IetfCases.Run(Cancelled),
        },
        new()
        {
            Id = "ietf/http2/short-content",
            Title = "A stream that is shorter than its content-length does not complete an upload",
            Does = "Sends the last append with content-length 100 and 60 bytes, and ends the stream.",
            Must = "No success, not complete, and at most 60 bytes are stored.",
            Why = "A request whose content contradicts its length is malformed; a part of a file is not the file.",
            Judges = ["IETF-106", "IETF-176"],
            Versions = Interop.All,
            Run = IetfCases.Run(Short),
        },
        new()
        {
            Id = "ietf/http2/early-answer",
            Title = "A refusal reaches a client that is still sending",
            Does = "Appends 200,000 bytes at a wrong offset, as fast as the server's windows allow.",
            Must = "409 with the offset, before or after the content.",
            Why = "A client that sees only a reset repeats the same request.",
            Judges = ["IETF-107", "IETF-109"],
            Versions = Interop.All,
            Run = IetfCases.Run(EarlyAnswer),
        },
        new()
        {
            Id = "ietf/http2/two-appends",
            Title = "Of two appends on one connection at one offset, one is accepted",
            Does = "Sends two appends with different content on two streams at the same time.",
            Must = "At most one succeeds, and the offset is that of at most one append.",
            Why = "Such races are likely with HTTP/2, because both requests are already at the server.",
            Judges = ["IETF-127"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(TwoAppends),
        },
        new()
        {
            Id = "ietf/http2/overshoot",
            Title = "Content beyond the length is refused without content-length",
            Does = "Creates with Upload-Length 5 and appends ten bytes on a stream without content-length.",
            Must = "A 4xx; from version 8 on the upload resource refuses all further requests.",
            Why = "HTTP/2 needs no length for content.",
            Judges = ["IETF-116", "IETF-117"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Overshoot),
        },
    ];

    private static async Task Announced(IetfCase t)
    {
        var create = t.Create(completes: true, t.Content(10));
        await using var connection = await t.Context.ConnectHttp2Async(t.Endpoint);
        var stream = connection.Open();
        await stream.SendHeadAsync(create, ends: false, t.Cancellation);
        WireResponse? announced;
        do
        {
            announced =
                await stream.ReadInterimAsync(t.Context.Capabilities.Draft.SendsInterim ? t.Patience : IetfCase.Moment, t.Cancellation);
        }
        while (announced is { Status: not 104 });

        if (t.Checks.Judge(
            "Interim response before the content", "104", announced is null ? "none" : "104", announced is not null, "IETF-060"))
        {
            var faults = string.Join(" ", announced!.Malformed);
            t.Checks.Judge("Form of the 104", "well-formed, and the stream is open",
                faults.Length == 0 ? "well-formed, and the stream is open" : faults, faults.Length == 0, "IETF-060");
            t.Checks.Judge("Location of the 104", "a URL", IetfCase.Shown(announced.Fields, "Location"),
                t.Location(announced.Fields) is not null, "IETF-061");
            t.Checks.Judge(
                $"{Interop.Field} of the 104", $"{t.Version}", IetfCase.Shown(announced.Fields, Interop.Field),
                StructuredField.Integer(announced.Fields.All(Interop.Field)) == t.Version, "IETF-170");
            if (t.Location(announced.Fields) is { } url)
            {
                t.Remember(url);
            }
        }

        await stream.SendBodyAsync(create.Body, ends: true, t.Cancellation);
        t.Success("the creation", await stream.ReadAsync(t.Patience, t.Cancellation), "IETF-064", "IETF-206");
    }

    private static async Task Cancelled(IetfCase t)
    {
        var upload = await t.NewAsync(Bytes);
        await using var connection = await t.Context.ConnectHttp2Async(upload.Url);
        var cut = connection.Open();
        await cut.SendHeadAsync(t.Append(upload, 0, completes: true, upload.Content), ends: false, t.Cancellation);
        await cut.SendBodyAsync(upload.From(0, Half), ends: false, t.Cancellation);
        await t.LetArriveAsync();
        await cut.ResetAsync(t.Cancellation);
        await t.IncompleteAsync("after the reset", upload, "IETF-106");
        var offset = await t.SettledOffsetAsync(upload, Half);
        t.Checks.Judge("Stored bytes of the append", "more than 0", $"{offset} of {Half}", offset > 0, "IETF-105");
        t.Checks.Judge("Offset after the reset", $"at most {Half}, the number of bytes sent", $"{offset}", offset <= Half, "IETF-010");
        var head = await connection.Open().ExchangeAsync(t.Request("HEAD", upload.Url), t.Patience, t.Cancellation);
        t.Number("HEAD on the same connection", head, "Upload-Offset", offset, "IETF-104");
        var last = await connection.Open()
            .ExchangeAsync(t.Append(upload, offset, completes: true, upload.From(offset)), t.Patience, t.Cancellation);
        if (t.Success("the last append on the same connection", last, "IETF-104"))
        {
            await t.ContentIsAsync(upload, t.Location(last.Response!.Fields), "IETF-104");
        }
    }

    private static async Task Short(IetfCase t)
    {
        var upload = await t.NewAsync(100);
        await using (var connection = await t.Context.ConnectHttp2Async(upload.Url))
        {
            var stream = connection.Open();
            await stream.SendHeadAsync(t.Append(upload, 0, completes: true, upload.Content), ends: false, t.Cancellation);
            await stream.SendBodyAsync(upload.From(0, 60), ends: true, t.Cancellation);
            var answer = await stream.ReadAsync(IetfCase.Moment, t.Cancellation);
            t.Checks.Judge("Response to content that is too short", "no success", answer, !answer.IsSuccess, "IETF-176");
        }

        await t.IncompleteAsync("after 60 bytes", upload, "IETF-176", "IETF-106");
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge("Offset after 60 bytes", "at most 60", $"{offset}", offset <= 60, "IETF-176");
    }

    private static async Task EarlyAnswer(IetfCase t)
    {
        const int Many = 200_000;
        var upload = await t.NewAsync(Many);
        await using var connection = await t.Context.ConnectHttp2Async(upload.Url);
        var refused =
            await connection.Open().ExchangeAsync(t.Append(upload, 5, completes: false, upload.Content), t.Patience, t.Cancellation);
        t.Status("the append", refused, [409], "IETF-107");
        t.Number("the append", refused, "Upload-Offset", 0, "IETF-109");
        await t.OffsetIsAsync("after it", upload, 0, "IETF-107");
    }

    private static async Task TwoAppends(IetfCase t)
    {
        var size = t.Chunk(1000);
        var upload = await t.NewAsync(0);
        await using var connection = await t.Context.ConnectHttp2Async(upload.Url);
        var appends = new[]
        {
            t.Append(upload, 0, completes: false, t.Content(size)), t.Append(upload, 0, completes: false, t.Content(size)),
        };
        var answers = await Task.WhenAll(appends.Select(append => connection.Open().ExchangeAsync(append, t.Patience, t.Cancellation)));
        var outcomes = string.Join(" and ", answers.Select(answer => answer.Outcome));
        var taken = answers.Count(answer => answer.IsSuccess);
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge("Successes", "at most one", outcomes, taken <= 1, "IETF-127");
        t.Checks.Judge("Offset after both appends", $"at most {size}, all of it after a success", $"{offset} after {outcomes}",
            offset <= size && (taken == 0 || offset == size), "IETF-127");
    }

    private static async Task Overshoot(IetfCase t)
    {
        var length = t.Chunk(5);
        var upload = await t.NewAsync(2 * length, create => create.With("Upload-Length", $"{length}"));
        await using var connection = await t.Context.ConnectHttp2Async(upload.Url);
        var append = t.Append(upload, 0, completes: false, upload.Content).Without("Content-Length");
        t.Refused("the append", await connection.Open().ExchangeAsync(append, t.Patience, t.Cancellation), "IETF-116", "IETF-117");
        await t.OvershotAsync(upload, length);
    }
}
