using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Ietf.Append;

/// <summary>The draft, Upload-Length and Upload Append: the length that appends give, keep and must not pass.</summary>
internal static class AppendLengthCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/append/length",
            Title = "The length that an append declares is stored",
            Does = "Creates without a length and appends with Upload-Length 100.",
            Must = "HEAD returns Upload-Length 100 (optional in version 10), and an append with Upload-Length 101 is refused.",
            Why = "Clients that learn the length late can declare it only here.",
            Judges = ["IETF-023", "IETF-115"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Recorded),
        },
        new()
        {
            Id = "ietf/append/length-disagrees",
            Title = "An append with a length that differs from the creation's is refused",
            Does = "Creates with Upload-Length 100 and appends with Upload-Length 101.",
            Must = "A 4xx, and no byte is appended; with a problem document about the inconsistent length, 400.",
            Why = "One of the two lengths is wrong, so the file may be, too.",
            Judges = ["IETF-023", "IETF-024", "IETF-138"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Disagrees),
        },
        new()
        {
            Id = "ietf/append/length-below-offset",
            Title = "A length below the offset is refused",
            Does = "Appends five bytes, then declares the length 4.",
            Must = "A 4xx, and the offset does not change.",
            Why = "An upload that is longer than its length can never be complete.",
            Judges = ["IETF-023"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(BelowOffset),
        },
        new()
        {
            Id = "ietf/append/overshoot",
            Title = "Content beyond the length is refused and ends the upload",
            Does = "Creates with Upload-Length 5 and appends ten bytes.",
            Must = "A 4xx; from version 8 on the upload resource refuses all further requests.",
            Why = "A file that is longer than declared is another file.",
            Judges = ["IETF-116"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(t => OvershootAsync(t, isChunked: false)),
        },
        new()
        {
            Id = "ietf/append/overshoot-chunked",
            Title = "Content beyond the length is refused without Content-Length",
            Does = "Creates with Upload-Length 5 and appends ten bytes in chunks.",
            Must = "A 4xx; from version 8 on the upload resource refuses all further requests.",
            Why = "Content-Length is only the client's claim.",
            Judges = ["IETF-116", "IETF-117"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(t => OvershootAsync(t, isChunked: true)),
        },
        new()
        {
            Id = "ietf/append/too-short",
            Title = "The last append must reach the length",
            Does = "Creates with Upload-Length 100 and completes the upload with 60 bytes, once in chunks and once with an empty append.",
            Must = "A 4xx each time (400 is recommended), and the upload is not complete.",
            Why = "A file that is shorter than declared is incomplete.",
            Judges = ["IETF-026"],
            Versions = Interop.From(9),
            Run = IetfCases.Run(TooShort),
        },
        new()
        {
            Id = "ietf/append/length-from-last",
            Title = "A last append that is cut declares the length",
            Does = "Starts the last append with a Content-Length and breaks off, then completes with other content of another length.",
            Must = "Not complete after the cut; the other length is refused with a 4xx (400 in versions 4 to 6).",
            Why = "Both requests declared the total length; both cannot be right.",
            Judges = ["IETF-014", "IETF-019", "IETF-106", "IETF-220"],
            Versions = Interop.From(4),
            Run = IetfCases.Run(FromLast),
        },
    ];

    private static async Task Recorded(IetfCase t)
    {
        var upload = await t.NewAsync(100);
        var append = t.Append(upload, 0, completes: false, upload.From(0, t.Chunk(5)));
        if (!t.Success("the append", await t.SendAsync(append.With("Upload-Length", "100"), upload.Url), "IETF-115"))
        {
            return;
        }

        var head = await t.HeadAsync(upload);
        if (t.Version < 10 || head["Upload-Length"] is not null)
        {
            t.Number("HEAD after it", head, "Upload-Length", 100, "IETF-115");
        }

        var other = t.Append(upload, t.Chunk(5), completes: false, upload.From(t.Chunk(5), t.Chunk(5))).With("Upload-Length", "101");
        t.Refused("an append with another length", await t.SendAsync(other, upload.Url), "IETF-023");
    }

    private static async Task Disagrees(IetfCase t)
    {
        var upload = await t.NewAsync(100, create => create.With("Upload-Length", "100"));
        var append = t.Append(upload, 0, completes: false, upload.From(0, t.Chunk(5)));
        var refused = await t.SendAsync(append.With("Upload-Length", "101"), upload.Url);
        t.Checks.Observe("Problem type of the append", Problem.Of(refused)?.Type ?? "none", "IETF-024");
        t.InconsistentLength("the append", refused);
        await t.UnchangedAsync("the append", refused, upload, 0, ["IETF-023"], ["IETF-023"]);
    }

    private static async Task BelowOffset(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        await t.TakenAsync(upload, 0, t.Chunk(5));
        var append = t.Append(upload, t.Chunk(5), completes: false, default).With("Upload-Length", $"{t.Chunk(5) - 1}");
        await t.UnchangedAsync("the append", await t.SendAsync(append, upload.Url), upload, t.Chunk(5), ["IETF-023"], ["IETF-023"]);
    }

    private static async Task OvershootAsync(IetfCase t, bool isChunked)
    {
        var length = t.Chunk(5);
        var upload = await t.NewAsync(2 * length, create => create.With("Upload-Length", $"{length}"));
        var append = t.Append(upload, 0, completes: false, upload.Content);
        var refused = await t.SendAsync(isChunked ? append.WithChunkedBody(upload.Content) : append, upload.Url);
        t.Refused("the append", refused, isChunked ? ["IETF-116", "IETF-117"] : ["IETF-116"]);
        await t.OvershotAsync(upload, length);
    }

    private static async Task TooShort(IetfCase t)
    {
        foreach (var bytes in new[] { 60, 0 })
        {
            var upload = await t.NewAsync(100, create => create.With("Upload-Length", "100"));
            var append = t.Append(upload, 0, completes: true, upload.From(0, bytes));
            var answer = await t.SendAsync(bytes > 0 ? append.WithChunkedBody(upload.From(0, bytes)) : append, upload.Url);
            if (!t.Refused($"a last append of {bytes} bytes", answer, "IETF-026"))
            {
                continue;
            }

            var head = await t.HeadAsync(upload);
            var says = head.Response is { } response ? t.Completeness(response.Fields) : null;
            t.Checks.Judge($"Completeness after {bytes} bytes", "not complete", head,
                $"{head.Outcome}, {(says == true ? "complete" : "not complete")}", says != true, "IETF-026");
        }
    }

    private static async Task FromLast(IetfCase t)
    {
        var upload = await t.NewAsync(20_000);
        await t.SendCutAsync(t.Append(upload, 0, completes: true, upload.Content), upload.Url, 10_000);
        await t.IncompleteAsync("after the cut", upload, "IETF-106", "IETF-014");
        var offset = (int)await t.OffsetAsync(upload);
        if (offset == 0)
        {
            // A proxy in front may have dropped the request with its connection, and then nobody has declared a length.
            t.Checks.Observe("Offset after the cut", "0, so the append may never have arrived", "IETF-220", "IETF-019");
            return;
        }

        var other = await t.AppendAsync(upload, offset, completes: true, upload.From(offset, upload.Length - offset - 1));
        t.Status("a last append of another length", other, [400], "IETF-220");
        t.Refused("a last append of another length", other, "IETF-019");
    }
}
