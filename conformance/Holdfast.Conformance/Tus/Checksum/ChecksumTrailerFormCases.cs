using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Checksum;

/// <summary>tus 1.0.0, Checksum: forms that a trailer can take (RFC 9110, 6.5; RFC 9112, 7.1.2).</summary>
internal static class ChecksumTrailerFormCases
{
    private static readonly string[] Needed = ["creation", "checksum", "checksum-trailer"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/checksum-trailer/names-without-case",
            Title = "A trailer's name has no case, in the announcement or in the trailer",
            Does = "Sends chunked PATCHes announced as Trailer: UPLOAD-CHECKSUM, with a trailer upload-checksum that is wrong, then right.",
            Must = "No success and offset 0 for the wrong sum, 204 for the right one.",
            Why = "HTTP/2 writes every name in small letters, and proxies translate.",
            Judges = ["A-57-MUST", "TUS-113", "TUS-119"],
            Needs = Needed,
            Run = TusCases.Run(NamesWithoutCase),
        },
        new()
        {
            Id = "tus/checksum-trailer/announced-among-others",
            Title = "A trailer that is announced in a list is verified",
            Does = "Sends chunked PATCHes with Trailer: X-Part, Upload-Checksum and a wrong sum, then a right one, after another trailer.",
            Must = "No success and offset 0 for the wrong sum, 204 for the right one.",
            Why = "Trailer is a comma list; tracing libraries add names to it.",
            Judges = ["A-57-MUST", "TUS-113", "TUS-119"],
            Needs = Needed,
            Run = TusCases.Run(AmongOthers),
        },
        new()
        {
            Id = "tus/checksum-trailer/unknown-algorithm",
            Title = "An unknown algorithm or a malformed sum in the trailer drops the body",
            Does = "Sends chunked PATCHes whose trailer has an unknown algorithm, no sum, and a sum that is too short.",
            Must = "No success, and the offset stays at 0.",
            Why = "The body is there by the time that the trailer turns out to be useless, and has to go again.",
            Judges = ["TUS-112", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(Unusable),
        },
        new()
        {
            Id = "tus/checksum-trailer/retry",
            Title = "After a wrong trailer the right one is accepted",
            Does = "Sends the second half of an upload with a wrong sum in the trailer, then again with the right one.",
            Must = "No success and the old offset, then 204 and the content is whole.",
            Why = "The retry is the point of a checksum.",
            Judges = ["TUS-119", "TUS-113", "TUS-112"],
            Needs = Needed,
            Run = TusCases.Run(Retry),
        },
        new()
        {
            Id = "tus/checksum-trailer/cut",
            Title = "A body that is cut before its trailer is dropped",
            Does = "Sends a chunked PATCH with an announced trailer and closes before the last chunk, asks HEAD, then sends it whole.",
            Must = "The offset is where the chunk began; the whole request is then accepted.",
            Why = "Without its trailer nobody knows whether the body is right.",
            Judges = ["A-56", "TUS-113", "TUS-119"],
            Needs = Needed,
            Run = TusCases.Run(Cut),
        },
        new()
        {
            Id = "tus/checksum-trailer/header-and-trailer",
            Title = "A sum in the header section and another in the trailer are not both ignored",
            Does = "Sends chunked PATCHes with one sum in the header section and one in the trailer, of which one is wrong, and then with both right.",
            Must = "No success and offset 0 while one of them is wrong; what two right ones get is recorded.",
            Why = "The client contradicts itself; whichever is true, one of its sums says that the body is damaged.",
            Judges = ["A-57", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(HeaderAndTrailer),
        },
        new()
        {
            Id = "tus/checksum-trailer/two-lines",
            Title = "Two sums in the trailer are not accepted when one of them is wrong",
            Does = "Sends chunked PATCHes with two Upload-Checksum trailers, the right one first and the wrong one first.",
            Must = "No success, and the offset stays at 0.",
            Why = "As with two lines in the header section: not everybody looks at the same one.",
            Judges = ["A-57", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(TwoLines),
        },
        new()
        {
            Id = "tus/checksum-trailer/missing",
            Title = "A trailer that is announced and never comes",
            Does = "Sends a chunked PATCH with Trailer: Upload-Checksum and no trailer, then asks HEAD.",
            Must = "The answer and the offset agree: all octets after a success, none after a refusal.",
            Why = "The server has waited for the sum before it made up its mind; what it says then must be what it did.",
            Judges = ["A-57"],
            Needs = Needed,
            Run = TusCases.Run(Missing),
        },
        new()
        {
            Id = "tus/checksum-trailer/not-announced",
            Title = "A trailer that nobody announced is used or ignored, and nothing else",
            Does = "Sends a chunked PATCH without Trailer and with a right sum in the trailer, and one with a wrong sum.",
            Must = "The right sum does not damage the upload: its offset is 0 or that of the whole body; what the wrong one gets is recorded.",
            Why = "HTTP lets a server drop trailers that it was not told of, so a client must not count on them.",
            Judges = ["A-57"],
            Needs = Needed,
            Run = TusCases.Run(NotAnnounced),
        },
        new()
        {
            Id = "tus/checksum-trailer/forbidden-fields",
            Title = "Fields that steer the request are ignored in a trailer",
            Does = "Sends a chunked PATCH whose trailer has, beside the right sum, Upload-Offset: 500, Upload-Length: 7, Content-Length: 3 and Tus-Resumable: 9.9.9.",
            Must = "The body counts whole or not at all; length and offset are not touched by the trailer.",
            Why = "RFC 9110, 6.5.1 forbids them there: who merges trailers into the header section lets the sender rewrite a request that was already checked.",
            Judges = ["A-57", "TUS-022"],
            Needs = Needed,
            Run = TusCases.Run(ForbiddenFields),
        },
    ];

    private static WireField Sum(ReadOnlySpan<byte> summed, string name = "Upload-Checksum") => new(name, Digests.Field("sha1", summed));

    private static WireRequest Trailed(TusCase t, TusUpload upload, int offset, string? announcement, params WireField[] trailers)
    {
        var request = t.Patch(upload, offset, default).WithChunkedBody(upload.From(offset), chunkSize: 300) with { Trailers = [.. trailers] };
        return announcement is null ? request : request.With("Trailer", announcement);
    }

    private static async Task<bool> IsDroppedAsync(TusCase t, string what, TusUpload upload, WireRequest request, string requirement) =>
        await t.UnchangedAsync(what, await t.SendAsync(request, upload.Url), upload, 0, ["TUS-113"], [requirement]);

    // Each on an upload of its own: a wrong sum that was taken must not be what the right one is refused for.
    private static async Task WrongAndRightAsync(TusCase t, string announcement, Func<byte[], WireField[]> trailers)
    {
        var (plain, wrong, right) = (await t.NewUploadAsync(1000), await t.NewUploadAsync(1000), await t.NewUploadAsync(1000));
        t.Checks.Control("A PATCH with the right sum in its trailer", await t.SendAsync(Trailed(t, plain, 0, "Upload-Checksum", Sum(plain.Content)), plain.Url));
        await IsDroppedAsync(t, "a PATCH with a wrong sum in the trailer", wrong, Trailed(t, wrong, 0, announcement, trailers("other"u8.ToArray())), "A-57-MUST");
        t.Status("PATCH with the right sum in the trailer", await t.SendAsync(Trailed(t, right, 0, announcement, trailers(right.Content)), right.Url), [204], "TUS-119");
    }

    private static Task NamesWithoutCase(TusCase t) => WrongAndRightAsync(t, "UPLOAD-CHECKSUM", summed => [Sum(summed, "upload-checksum")]);

    private static Task AmongOthers(TusCase t) => WrongAndRightAsync(t, "X-Part, Upload-Checksum", summed => [new WireField("X-Part", "1"), Sum(summed)]);

    private static async Task Unusable(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        foreach (var value in new[] { "holdfast AAAA", "sha1", "sha1 AAAA" })
        {
            if (!await IsDroppedAsync(t, $"a PATCH with '{value}' in the trailer", upload, Trailed(t, upload, 0, "Upload-Checksum", new WireField("Upload-Checksum", value)), "TUS-112"))
            {
                return;
            }
        }
    }

    private static async Task Retry(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        await t.AppendAsync(upload, 0, 400);
        var wrong = await t.SendAsync(Trailed(t, upload, 400, "Upload-Checksum", Sum("other"u8)), upload.Url);
        if (!await t.UnchangedAsync("PATCH with a wrong sum in the trailer", wrong, upload, 400, ["TUS-113"], ["TUS-119"]))
        {
            return;
        }

        var right = await t.SendAsync(Trailed(t, upload, 400, "Upload-Checksum", Sum(upload.From(400).Span)), upload.Url);
        if (t.Succeeded("PATCH with the right sum in the trailer", right, [204], "TUS-119"))
        {
            await t.ContentIsAsync(upload, "TUS-112");
        }
    }

    private static async Task Cut(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var request = Trailed(t, upload, 0, "Upload-Checksum", Sum(upload.Content));
        var framed = request.FramedBody().AsMemory();
        await using (var connection = await t.Context.ConnectAsync(upload.Url, await t.NewLinkAsync(upload)))
        {
            await connection.SendHeadAsync(request, t.Cancellation);
            await connection.SendAsync(framed[..700], "body", t.Cancellation);
            await t.LetArriveAsync(upload.Url);
        }

        var offset = await t.SettledOffsetAsync(upload, now => now == 0);
        t.Checks.Judge("Offset after the cut", "0, where the chunk began", $"{offset}", offset == 0, "TUS-113", "A-56");
        if (offset == 0)
        {
            t.Status("the whole request again", await t.SendAsync(request, upload.Url), [204], "TUS-119", "A-56");
        }
    }

    private static async Task HeaderAndTrailer(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var (right, wrong) = (Digests.Field("sha1", upload.Content), Digests.Field("sha1", "other"u8));
        var rightTrailer = Trailed(t, upload, 0, "Upload-Checksum", Sum(upload.Content));
        var wrongTrailer = Trailed(t, upload, 0, "Upload-Checksum", Sum("other"u8));
        if (!await IsDroppedAsync(t, "a PATCH with the wrong sum in the header section", upload, rightTrailer.With("Upload-Checksum", wrong), "A-57")
            || !await IsDroppedAsync(t, "a PATCH with the wrong sum in the trailer", upload, wrongTrailer.With("Upload-Checksum", right), "A-57"))
        {
            return;
        }

        var both = await t.SendAsync(rightTrailer.With("Upload-Checksum", right), upload.Url);
        t.Checks.Observe("PATCH with the right sum twice", both.Outcome, "A-57");
    }

    private static async Task TwoLines(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var (right, wrong) = (Sum(upload.Content), Sum("other"u8));
        if (await IsDroppedAsync(t, "a PATCH with the right sum before the wrong one", upload, Trailed(t, upload, 0, "Upload-Checksum", right, wrong), "A-57"))
        {
            await IsDroppedAsync(t, "a PATCH with the wrong sum before the right one", upload, Trailed(t, upload, 0, "Upload-Checksum", wrong, right), "A-57");
        }
    }

    private static async Task Missing(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var answer = await t.SendAsync(Trailed(t, upload, 0, "Upload-Checksum"), upload.Url);
        t.Checks.Observe("PATCH whose announced trailer never came", answer.Outcome, "A-57");
        await t.OffsetIsAsync("after it", upload, answer.IsSuccess ? 1000 : 0, "A-57");
    }

    private static async Task NotAnnounced(TusCase t)
    {
        var (good, bad) = (await t.NewUploadAsync(1000), await t.NewUploadAsync(1000));
        t.Checks.Observe("PATCH with a right sum that nobody announced", (await t.SendAsync(Trailed(t, good, 0, null, Sum(good.Content)), good.Url)).Outcome, "A-57");
        await WholeOrNothingAsync(t, good);
        t.Checks.Observe("PATCH with a wrong sum that nobody announced", (await t.SendAsync(Trailed(t, bad, 0, null, Sum("other"u8)), bad.Url)).Outcome, "A-57");
    }

    private static async Task ForbiddenFields(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        WireField[] trailers = [Sum(upload.Content), new("Upload-Offset", "500"), new("Upload-Length", "7"), new("Content-Length", "3"), new("Tus-Resumable", "9.9.9")];
        var answer = await t.SendAsync(Trailed(t, upload, 0, "Upload-Checksum", trailers), upload.Url);
        t.Checks.Observe("PATCH with forbidden fields in the trailer", answer.Outcome, "A-57");
        await WholeOrNothingAsync(t, upload);
        t.Field("HEAD after it", await t.HeadWhenFreeAsync(upload.Url), "Upload-Length", 1000, "TUS-022");
    }

    private static async Task WholeOrNothingAsync(TusCase t, TusUpload upload)
    {
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge("Offset after it", $"0 or {upload.Length}", $"{offset}", offset == 0 || offset == upload.Length, "A-57");
    }
}
