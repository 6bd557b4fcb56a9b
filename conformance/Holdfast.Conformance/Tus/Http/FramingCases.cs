using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Http;

/// <summary>RFC 9112, 6: where a body ends. Two readers that disagree about it let one client's bytes become another's request.</summary>
internal static class FramingCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/wire/framing/length-and-chunked",
            Title = "Content-Length together with Transfer-Encoding does not truncate the body",
            Does = "Sends a chunked PATCH of five bytes with Content-Length: 3, with the two fields in either order.",
            Must = "The request is refused or the connection closed; if it is accepted, the chunks count (offset 5) and the connection is "
                + "closed.",
            Why = "A proxy that uses one field and a server that uses the other turn one request into two.",
            Judges = ["A-30"],
            Needs = ["creation"],
            Run = TusCases.Run(LengthAndChunked),
        },
        new()
        {
            Id = "tus/wire/framing/unknown-coding",
            Title = "A transfer coding that the server cannot decode is refused",
            Does = "Sends PATCHes whose Transfer-Encoding is xchunked, identity, and chunked followed by identity.",
            Must = "400, 501 or a closed connection; the offset does not change.",
            Why = "Without a known end, the bytes cannot be the client's file.",
            Judges = ["A-30"],
            Needs = ["creation"],
            Run = TusCases.Run(UnknownCoding),
        },
        new()
        {
            Id = "tus/wire/framing/chunked-twice",
            Title = "Two Transfer-Encoding lines are not decoded twice",
            Does = "Sends a chunked PATCH with two lines Transfer-Encoding: chunked.",
            Must = "Refused and no byte stored, or 204 with exactly the five bytes inside the chunks.",
            Why = "If the coding is decoded twice, or not at all, the framing is stored in the file.",
            Judges = ["A-30"],
            Needs = ["creation"],
            Run = TusCases.Run(ChunkedTwice),
        },
        new()
        {
            Id = "tus/wire/framing/lengths-that-differ",
            Title = "Two different Content-Length values are refused",
            Does = "Sends PATCHes with the lines Content-Length: 5 and 3, in either order, and with the one line 5, 3.",
            Must = "400 or a closed connection; the offset does not change.",
            Why = "RFC 9112, 6.3 requires this: if both sides guess, they guess differently.",
            Judges = ["A-30"],
            Needs = ["creation"],
            Run = TusCases.Run(LengthsThatDiffer),
        },
        new()
        {
            Id = "tus/wire/framing/lengths-that-agree",
            Title = "A repeated Content-Length is refused or counted once",
            Does = "Sends PATCHes of five bytes with two lines Content-Length: 5, and with the one line 5, 5.",
            Must = "Refused and no byte stored, or 204 with offset 5.",
            Why = "Some proxies repeat the field; a server may accept that but must not add the values.",
            Judges = ["A-30"],
            Needs = ["creation"],
            Run = TusCases.Run(LengthsThatAgree),
        },
        new()
        {
            Id = "tus/wire/framing/length-malformed",
            Title = "A Content-Length that is not a number is refused",
            Does = "Sends PATCHes of five bytes with Content-Length 0x5, 5.0, -5 and '5 5', and with +5.",
            Must = "400 or a closed connection, and the offset does not change. A sign, which some HTTP libraries accept, may be read as "
                + "exactly five.",
            Why = "A lenient parser of lengths behind a strict one is the oldest way of request smuggling.",
            Judges = ["A-30"],
            Needs = ["creation"],
            Run = TusCases.Run(LengthMalformed),
        },
    ];

    private static async Task LengthAndChunked(TusCase t)
    {
        foreach (var lengthFirst in new[] { true, false })
        {
            var upload = await t.NewUploadAsync(10);
            var chunked = t.Patch(upload, 0, default).WithChunkedBody(upload.From(0, 5));
            var request = lengthFirst ? chunked.Without("Transfer-Encoding").With("Content-Length", "3")
                .With("Transfer-Encoding", "chunked") : chunked.With("Content-Length", "3");
            var order = lengthFirst ? "Content-Length first" : "Transfer-Encoding first";
            var answer = await t.SendRawAsync("PATCH", upload.Url, TusCase.Text(request));
            if (await t.TakenOrRejectedAsync($"a PATCH with both framings, {order}", answer, upload, 5, "A-30")
                && answer.Response is { Status: 204 } response)
            {
                t.Checks.Judge($"Connection after a request with both framings was accepted, {order}", "the response has Connection: close",
                    response.Closes ? "closes" : "kept", response.Closes, "A-30");
            }
        }
    }

    private static async Task UnknownCoding(TusCase t)
    {
        foreach (var coding in new[] { "xchunked", "identity", "chunked, identity" })
        {
            var request =
                (Upload upload) => t.Patch(upload, 0, default).WithChunkedBody(upload.From(0, 5)).Set("Transfer-Encoding", coding);
            await NothingStoredAsync(t, $"a PATCH with Transfer-Encoding '{coding}'", request);
        }
    }

    private static async Task ChunkedTwice(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var request = t.Patch(upload, 0, default).WithChunkedBody(upload.From(0)).With("Transfer-Encoding", "chunked");
        var answer = await t.SendRawAsync("PATCH", upload.Url, TusCase.Text(request));
        if (await t.TakenOrRejectedAsync("a PATCH with two lines of Transfer-Encoding", answer, upload, 5, "A-30") && answer.Status == 204)
        {
            await t.ContentIsAsync(upload, "A-30");
        }
    }

    private static async Task LengthsThatDiffer(TusCase t)
    {
        foreach (var lengths in new[] { "5|3", "3|5", "5, 3" })
        {
            await NothingStoredAsync(t, $"a PATCH with Content-Length '{lengths}'", upload => WithLengths(t, upload, lengths));
        }
    }

    private static async Task LengthsThatAgree(TusCase t)
    {
        foreach (var lengths in new[] { "5|5", "5, 5" })
        {
            var upload = await t.NewUploadAsync(10);
            var answer = await t.SendRawAsync("PATCH", upload.Url, TusCase.Text(WithLengths(t, upload, lengths)));
            await t.TakenOrRejectedAsync($"a PATCH with Content-Length '{lengths}'", answer, upload, 5, "A-30");
        }
    }

    private static async Task LengthMalformed(TusCase t)
    {
        foreach (var length in new[] { "0x5", "5.0", "-5", "5 5" })
        {
            await NothingStoredAsync(t, $"a PATCH with Content-Length '{length}'", upload => WithLengths(t, upload, length));
        }

        var signed = await t.NewUploadAsync(10);
        var answer = await t.SendRawAsync("PATCH", signed.Url, TusCase.Text(WithLengths(t, signed, "+5")));
        await t.TakenOrRejectedAsync("a PATCH with Content-Length '+5'", answer, signed, 5, "A-30");
    }

    // '|' separates lines.
    private static WireRequest WithLengths(TusCase t, Upload upload, string lengths) =>
        lengths.Split('|').Aggregate(
            t.Patch(upload, 0, upload.From(0, 5)).Without("Content-Length"), (request, length) => request.With("Content-Length", length));

    private static async Task NothingStoredAsync(TusCase t, string subject, Func<Upload, WireRequest> request)
    {
        var upload = await t.NewUploadAsync(10);
        t.Rejected(subject, await t.SendRawAsync("PATCH", upload.Url, TusCase.Text(request(upload))), "A-30");
        await t.OffsetIsAsync($"after {subject}", upload, 0, "A-30");
    }
}
