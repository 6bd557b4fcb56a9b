using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
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
            Title = "The trailer's name is case-insensitive, in the announcement and in the trailer",
            Does = "Sends chunked PATCHes announced as Trailer: UPLOAD-CHECKSUM, with a trailer upload-checksum that is wrong, then right.",
            Must = "The wrong checksum is refused and the offset stays at 0; the correct one gets 204.",
            Why = "HTTP/2 uses lower-case names, and proxies translate between the protocols.",
            Judges = ["A-57-MUST", "TUS-113", "TUS-119"],
            Needs = Needed,
            Run = TusCases.Run(NamesWithoutCase),
        },
        new()
        {
            Id = "tus/checksum-trailer/announced-among-others",
            Title = "A trailer that is announced in a list is verified",
            Does = "Sends chunked PATCHes with Trailer: X-Part, Upload-Checksum and a wrong, then a correct checksum after another "
                + "trailer field.",
            Must = "The wrong checksum is refused and the offset stays at 0; the correct one gets 204.",
            Why = "Trailer is a comma-separated list, and tracing libraries add names to it.",
            Judges = ["A-57-MUST", "TUS-113", "TUS-119"],
            Needs = Needed,
            Run = TusCases.Run(AmongOthers),
        },
        new()
        {
            Id = "tus/checksum-trailer/unknown-algorithm",
            Title = "A body with an unknown algorithm or a malformed checksum in the trailer is discarded",
            Does = "Sends chunked PATCHes whose trailer has an unknown algorithm, no digest, and a digest that is too short.",
            Must = "The PATCHes are refused, and the offset stays at 0.",
            Why = "The server has already received the body when it finds the trailer unusable, and must discard it.",
            Judges = ["TUS-112", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(Unusable),
        },
        new()
        {
            Id = "tus/checksum-trailer/retry",
            Title = "After a wrong checksum in the trailer the correct one is accepted",
            Does = "Sends the second half of an upload with a wrong checksum in the trailer, then again with the correct one.",
            Must = "The first PATCH is refused and the offset does not change; the second gets 204, and the content is correct.",
            Why = "Retrying damaged chunks is the purpose of checksums.",
            Judges = ["TUS-119", "TUS-113", "TUS-112"],
            Needs = Needed,
            Run = TusCases.Run(Retry),
        },
        new()
        {
            Id = "tus/checksum-trailer/cut",
            Title = "A body that is cut before its trailer is discarded",
            Does = "Sends a chunked PATCH with an announced trailer and closes before the last chunk, sends HEAD, then sends the complete "
                + "request.",
            Must = "The offset is where the chunk began; the complete request is then accepted.",
            Why = "Without its trailer the body cannot be verified.",
            Judges = ["A-56", "TUS-113", "TUS-119"],
            Needs = Needed,
            Run = TusCases.Run(Cut),
        },
        new()
        {
            Id = "tus/checksum-trailer/header-and-trailer",
            Title = "Two different checksums in header section and trailer are not both ignored",
            Does = "Sends chunked PATCHes with one checksum in the header section and one in the trailer, of which one is wrong, then "
                + "with both correct.",
            Must = "PATCHes with a wrong checksum are refused and the offset stays at 0; the response to two correct ones is recorded.",
            Why = "The client contradicts itself, and at least one of its checksums says that the body is damaged.",
            Judges = ["A-57", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(HeaderAndTrailer),
        },
        new()
        {
            Id = "tus/checksum-trailer/two-lines",
            Title = "Two checksums in the trailer are not accepted when one of them is wrong",
            Does = "Sends chunked PATCHes with two Upload-Checksum trailer fields, the correct one first and the wrong one first.",
            Must = "The PATCHes are refused, and the offset stays at 0.",
            Why = "As with two lines in the header section, different recipients use different lines.",
            Judges = ["A-57", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(TwoLines),
        },
        new()
        {
            Id = "tus/checksum-trailer/missing",
            Title = "A trailer that is announced but not sent",
            Does = "Sends a chunked PATCH with Trailer: Upload-Checksum and no trailer, then sends HEAD.",
            Must = "Response and offset agree: all bytes are stored after a success, none after a refusal.",
            Why = "The server decides after it has waited for the trailer, so its response must match what it did.",
            Judges = ["A-57"],
            Needs = Needed,
            Run = TusCases.Run(Missing),
        },
        new()
        {
            Id = "tus/checksum-trailer/not-announced",
            Title = "A trailer that was not announced is verified or ignored",
            Does = "Sends chunked PATCHes without Trailer, with a correct and with a wrong checksum in the trailer.",
            Must = "The correct checksum does not damage the upload: the offset is 0 or the length of the body; the response to the wrong "
                + "one is recorded.",
            Why = "HTTP allows servers to discard trailers that were not announced, so clients cannot rely on them.",
            Judges = ["A-57"],
            Needs = Needed,
            Run = TusCases.Run(NotAnnounced),
        },
        new()
        {
            Id = "tus/checksum-trailer/forbidden-fields",
            Title = "Fields that control the request are ignored in a trailer",
            Does = "Sends a chunked PATCH whose trailer has, besides the correct checksum, Upload-Offset: 500, Upload-Length: 7, "
                + "Content-Length: 3 and Tus-Resumable: 9.9.9.",
            Must = "The body is stored completely or not at all; the trailer does not change length and offset.",
            Why = "RFC 9110, 6.5.1 forbids them there: a server that merges trailers into the header section lets the sender change a "
                + "request that was already checked.",
            Judges = ["A-57", "TUS-022"],
            Needs = Needed,
            Run = TusCases.Run(ForbiddenFields),
        },
    ];

    private static WireField Sum(ReadOnlySpan<byte> summed, string name = "Upload-Checksum") => new(name, Digests.Field("sha1", summed));

    private static WireRequest Trailed(TusCase t, Upload upload, int offset, string? announcement, params WireField[] trailers)
    {
        var request =
            t.Patch(upload, offset, default).WithChunkedBody(upload.From(offset), chunkSize: 300) with { Trailers = [.. trailers] };
        return announcement is null ? request : request.With("Trailer", announcement);
    }

    private static async Task<bool> IsDroppedAsync(TusCase t, string what, Upload upload, WireRequest request, string requirement) =>
        await t.UnchangedAsync(what, await t.SendAsync(request, upload.Url), upload, 0, ["TUS-113"], [requirement]);

    // Each on its own upload: the correct checksum must not be refused because the wrong one was accepted.
    private static async Task WrongAndRightAsync(TusCase t, string announcement, Func<byte[], WireField[]> trailers)
    {
        var (plain, wrong, right) = (await t.NewUploadAsync(1000), await t.NewUploadAsync(1000), await t.NewUploadAsync(1000));
        t.Checks.Control("A PATCH with the correct checksum in its trailer",
            await t.SendAsync(Trailed(t, plain, 0, "Upload-Checksum", Sum(plain.Content)), plain.Url));
        await IsDroppedAsync(t, "a PATCH with a wrong checksum in the trailer", wrong,
            Trailed(t, wrong, 0, announcement, trailers("other"u8.ToArray())), "A-57-MUST");
        t.Status("PATCH with the correct checksum in the trailer",
            await t.SendAsync(Trailed(t, right, 0, announcement, trailers(right.Content)), right.Url), [204], "TUS-119");
    }

    private static Task NamesWithoutCase(TusCase t) => WrongAndRightAsync(t, "UPLOAD-CHECKSUM", summed => [Sum(summed, "upload-checksum")]);

    private static Task AmongOthers(TusCase t) =>
        WrongAndRightAsync(t, "X-Part, Upload-Checksum", summed => [new WireField("X-Part", "1"), Sum(summed)]);

    private static async Task Unusable(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        foreach (var value in new[] { "holdfast AAAA", "sha1", "sha1 AAAA" })
        {
            if (!await IsDroppedAsync(t, $"a PATCH with '{value}' in the trailer", upload,
                Trailed(t, upload, 0, "Upload-Checksum", new WireField("Upload-Checksum", value)), "TUS-112"))
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
        if (!await t.UnchangedAsync("PATCH with a wrong checksum in the trailer", wrong, upload, 400, ["TUS-113"], ["TUS-119"]))
        {
            return;
        }

        var right = await t.SendAsync(Trailed(t, upload, 400, "Upload-Checksum", Sum(upload.From(400).Span)), upload.Url);
        if (t.Succeeded("PATCH with the correct checksum in the trailer", right, [204], "TUS-119"))
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
        if (!await IsDroppedAsync(
            t, "a PATCH with the wrong checksum in the header section", upload, rightTrailer.With("Upload-Checksum", wrong), "A-57")
            || !await IsDroppedAsync(
                t, "a PATCH with the wrong checksum in the trailer", upload, wrongTrailer.With("Upload-Checksum", right), "A-57"))
        {
            return;
        }

        var both = await t.SendAsync(rightTrailer.With("Upload-Checksum", right), upload.Url);
        t.Checks.Observe("PATCH with the correct checksum twice", both.Outcome, "A-57");
    }

    private static async Task TwoLines(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var (right, wrong) = (Sum(upload.Content), Sum("other"u8));
        if (await IsDroppedAsync(t, "a PATCH with the correct checksum before the wrong one", upload,
            Trailed(t, upload, 0, "Upload-Checksum", right, wrong), "A-57"))
        {
            await IsDroppedAsync(t, "a PATCH with the wrong checksum before the correct one", upload,
                Trailed(t, upload, 0, "Upload-Checksum", wrong, right), "A-57");
        }
    }

    private static async Task Missing(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var answer = await t.SendAsync(Trailed(t, upload, 0, "Upload-Checksum"), upload.Url);
        t.Checks.Observe("PATCH whose announced trailer was not sent", answer.Outcome, "A-57");
        await t.OffsetIsAsync("after it", upload, answer.IsSuccess ? 1000 : 0, "A-57");
    }

    private static async Task NotAnnounced(TusCase t)
    {
        var (good, bad) = (await t.NewUploadAsync(1000), await t.NewUploadAsync(1000));
        t.Checks.Observe("PATCH with a correct checksum that was not announced",
            (await t.SendAsync(Trailed(t, good, 0, null, Sum(good.Content)), good.Url)).Outcome, "A-57");
        await WholeOrNothingAsync(t, good);
        t.Checks.Observe("PATCH with a wrong checksum that was not announced",
            (await t.SendAsync(Trailed(t, bad, 0, null, Sum("other"u8)), bad.Url)).Outcome, "A-57");
    }

    private static async Task ForbiddenFields(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        WireField[] trailers = [Sum(upload.Content), new("Upload-Offset", "500"), new("Upload-Length", "7"), new("Content-Length", "3"),
            new("Tus-Resumable", "9.9.9")];
        var answer = await t.SendAsync(Trailed(t, upload, 0, "Upload-Checksum", trailers), upload.Url);
        t.Checks.Observe("PATCH with forbidden fields in the trailer", answer.Outcome, "A-57");
        await WholeOrNothingAsync(t, upload);
        t.Field("HEAD after it", await t.HeadWhenFreeAsync(upload.Url), "Upload-Length", 1000, "TUS-022");
    }

    private static async Task WholeOrNothingAsync(TusCase t, Upload upload)
    {
        var offset = await t.OffsetAsync(upload.Url);
        t.Checks.Judge("Offset after it", $"0 or {upload.Length}", $"{offset}", offset == 0 || offset == upload.Length, "A-57");
    }
}
