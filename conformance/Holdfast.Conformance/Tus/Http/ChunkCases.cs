using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Http;

/// <summary>RFC 9112, 7.1: the chunks of a body.</summary>
internal static class ChunkCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/wire/chunk/size-malformed",
            Title = "A chunk size that is not hexadecimal is refused",
            Does = "Sends chunked PATCHes whose chunk size is +5, 0x5, -5, g, and 2^64 + 5.",
            Must = "400 or a closed connection each time; the offset does not change.",
            Why = "A size that overflows or is parsed leniently moves the end of the body, and the following bytes become a request of "
                + "another client.",
            Judges = ["A-30"],
            Needs = ["creation"],
            Run = TusCases.Run(SizeMalformed),
        },
        new()
        {
            Id = "tus/wire/chunk/size-spelling",
            Title = "Chunk sizes in upper case and with leading zeros are accepted",
            Does = "Sends ten bytes as one chunk of size A, and as one of size 000a.",
            Must = "204 with offset 10: both are hexadecimal numbers.",
            Why = "HTTP libraries write sizes in both ways, and the client has no choice.",
            Judges = ["H-02"],
            Needs = ["creation"],
            Run = TusCases.Run(SizeSpelling),
        },
        new()
        {
            Id = "tus/wire/chunk/extension",
            Title = "Chunk extensions do not become part of the file",
            Does = "Sends five bytes in a chunk whose size line carries ;a=b and ;a=\"x;y\".",
            Must = "204 with offset 5, because unknown extensions are ignored, or a refusal that stores no byte.",
            Why = "A server that takes the extension for content corrupts the file; one that miscounts corrupts the connection.",
            Judges = ["A-30"],
            Needs = ["creation"],
            Run = TusCases.Run(Extension),
        },
        new()
        {
            Id = "tus/wire/chunk/not-closed",
            Title = "A chunk that is longer than its size is refused",
            Does = "Sends a chunk of size 5 with seven bytes before the line end.",
            Must = "400 or a closed connection; at most the five bytes are stored, never all seven.",
            Why = "A server that skips to the next line end ignores bytes that a proxy has processed.",
            Judges = ["A-30"],
            Needs = ["creation"],
            Run = TusCases.Run(NotClosed),
        },
        new()
        {
            Id = "tus/wire/chunk/offset-in-trailer",
            Title = "An Upload-Offset in the trailer is ignored",
            Does = "Sends a chunked PATCH at offset 0 whose trailer says Upload-Offset: 5.",
            Must = "204 with offset 5, as in the header section, or a refusal that stores no byte.",
            Why = "A field after the body cannot decide the position of the body.",
            Judges = ["A-08", "TUS-032"],
            Needs = ["creation"],
            Run = TusCases.Run(OffsetInTrailer),
        },
    ];

    private static async Task SizeMalformed(TusCase t)
    {
        foreach (var size in new[] { "+5", "0x5", "-5", "g", "10000000000000005" })
        {
            var upload = await t.NewUploadAsync(10);
            var answer = await t.SendRawAsync("PATCH", upload.Url, Chunks(t, upload, $"{size}\r\nhello\r\n0\r\n\r\n"));
            t.Rejected($"a chunk of size '{size}'", answer, "A-30");
            await t.OffsetIsAsync($"after a chunk of size '{size}'", upload, 0, "A-30");
        }
    }

    private static async Task SizeSpelling(TusCase t)
    {
        var plain = await t.NewUploadAsync("helloworld"u8.ToArray());
        t.Checks.Control("A chunked PATCH", await t.SendRawAsync("PATCH", plain.Url, Chunks(t, plain, "a\r\nhelloworld\r\n0\r\n\r\n")));
        foreach (var size in new[] { "A", "000a" })
        {
            var upload = await t.NewUploadAsync("helloworld"u8.ToArray());
            var answer = await t.SendRawAsync("PATCH", upload.Url, Chunks(t, upload, $"{size}\r\nhelloworld\r\n0\r\n\r\n"));
            if (t.Succeeded($"PATCH with a chunk of size '{size}'", answer, [204], "H-02"))
            {
                await t.OffsetIsAsync($"after a chunk of size '{size}'", upload, 10, "H-02");
            }
        }
    }

    private static async Task Extension(TusCase t)
    {
        foreach (var extension in new[] { ";a=b", ";a=\"x;y\"" })
        {
            var upload = await t.NewUploadAsync("hello"u8.ToArray());
            var answer = await t.SendRawAsync("PATCH", upload.Url, Chunks(t, upload, $"5{extension}\r\nhello\r\n0\r\n\r\n"));
            if (await t.TakenOrRejectedAsync($"a chunk with the extension '{extension}'", answer, upload, 5, "A-30")
                && answer.Status == 204)
            {
                await t.ContentIsAsync(upload, "A-30");
            }
        }
    }

    private static async Task NotClosed(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        var answer = await t.SendRawAsync("PATCH", upload.Url, Chunks(t, upload, "5\r\nhelloXX\r\n0\r\n\r\n"));
        t.Rejected("a chunk that is two bytes too long", answer, "A-30");
        var offset = await t.SettledOffsetAsync(upload, _ => true);
        t.Checks.Judge("Offset after a chunk that is two bytes too long", "at most 5", $"{offset}", offset <= 5, "A-30");
    }

    private static async Task OffsetInTrailer(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        var request = t.Patch(upload, 0, default).With("Trailer", "Upload-Offset").WithChunkedBody(upload.From(0, 5));
        request = request with { Trailers = [new WireField("Upload-Offset", "5")] };
        var answer = await t.SendAsync(request, upload.Url);
        await t.TakenOrRejectedAsync("a PATCH with another offset in its trailer", answer, upload, 5, "A-08");
        if (answer.Status == 409)
        {
            await t.OffsetIsAsync("after the 409", upload, 0, "TUS-032");
        }
        else
        {
            t.Checks.Observe("Conflict with the offset in the trailer", $"no conflict was detected: {answer.Outcome}", "TUS-032");
        }
    }

    private static string Chunks(TusCase t, Upload upload, string body) =>
        TusCase.Text(t.Patch(upload, 0, default).Without("Content-Length").With("Transfer-Encoding", "chunked")) + body;
}
