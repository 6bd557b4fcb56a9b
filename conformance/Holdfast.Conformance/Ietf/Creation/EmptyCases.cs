using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Ietf.Creation;

/// <summary>The draft, Upload Creation and Upload Append: uploads, and appends, of nothing.</summary>
internal static class EmptyCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/append/empty-file",
            Title = "An empty file is uploaded in two requests",
            Does = "Creates without content and ends the upload by an append without content.",
            Must = "A 2xx, and the upload is complete or gone.",
            Why = "Clients that cannot see a 104 upload empty files like this.",
            Judges = ["IETF-014", "IETF-206"],
            Versions = Interop.From(5),
            Run = IetfCases.Run(TwoRequests),
        },
        new()
        {
            Id = "ietf/creation/zero-length",
            Title = "A length of 0 is a length, and does not complete",
            Does = "Creates with Upload-Length 0 as not the last, asks HEAD, and ends the upload by an append without content.",
            Must = "Offset 0 and not complete before the last append, complete or gone after it.",
            Why = "Zero is easily taken for none, and the end of a file for its beginning.",
            Judges = ["IETF-014", "IETF-025", "IETF-087"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(ZeroLength),
        },
        new()
        {
            Id = "ietf/append/empty-again-and-again",
            Title = "Many appends without content change nothing",
            Does = "Appends nothing thirty times, as not the last.",
            Must = "A 2xx each time, and the same offset.",
            Why = "Clients find out like this whether an upload is still there.",
            Judges = ["IETF-139"],
            Versions = Interop.From(6),
            Run = IetfCases.Run(AgainAndAgain),
        },
        new()
        {
            Id = "ietf/append/ends-early",
            Title = "What becomes of a last append that ends before the length",
            Does = "Names the length, sends half of it, and ends the upload with nothing more.",
            Must = "Nothing in particular before version 9, which wants a refusal; recorded is what the server makes of it.",
            Why = "A file that is shorter than promised is a part of it.",
            Judges = ["IETF-014"],
            Versions = Interop.Between(7, 8),
            Run = IetfCases.Run(EndsEarly),
        },
    ];

    private static async Task TwoRequests(IetfCase t)
    {
        await NeedsNoMinimumAsync(t, "min-size");
        var upload = await t.NewAsync(0);
        t.Success("the last append", await t.AppendAsync(upload, 0, completes: true, default), "IETF-014", "IETF-206");
        await t.CompletedAsync("after it", upload, "IETF-014", "IETF-206");
    }

    private static async Task ZeroLength(IetfCase t)
    {
        await NeedsNoMinimumAsync(t, "min-size");
        var upload = await t.NewAsync(0, create => create.With("Upload-Length", "0"));
        await t.OffsetIsAsync("after the creation", upload, 0, "IETF-087");
        await t.IncompleteAsync("after the creation", upload, "IETF-025", "IETF-014");
        t.Success("the last append", await t.AppendAsync(upload, 0, completes: true, default), "IETF-014");
        await t.CompletedAsync("after it", upload, "IETF-014");
    }

    private static async Task AgainAndAgain(IetfCase t)
    {
        const int Times = 30;
        await NeedsNoMinimumAsync(t, "min-append-size");
        var upload = await t.NewAsync(2 * t.Chunk(5));
        await t.TakenAsync(upload, 0, t.Chunk(5));
        for (var number = 1; number <= Times; number++)
        {
            if (!t.Success($"empty append {number}", await t.AppendAsync(upload, t.Chunk(5), completes: false, default), "IETF-139"))
            {
                return;
            }
        }

        await t.OffsetIsAsync("after all of them", upload, t.Chunk(5), "IETF-139");
    }

    private static async Task EndsEarly(IetfCase t)
    {
        var half = t.Chunk(50);
        var upload = await t.NewAsync(2 * half, create => create.With("Upload-Length", $"{2 * half}"));
        await t.TakenAsync(upload, 0, half);
        var last = await t.AppendAsync(upload, half, completes: true, default);
        var head = await t.HeadAsync(upload);
        var said = head.Response is { } response ? IetfCase.Shown(response.Fields, "Upload-Complete") : "unknown";
        t.Checks.Observe("A last append at half of the length", $"{last.Outcome}, then HEAD {head.Outcome} with completeness {said}", "IETF-014");
    }

    private static async Task NeedsNoMinimumAsync(IetfCase t, string limit)
    {
        if (await t.LimitAsync(limit) is { } least and > 0)
        {
            throw IetfCase.Unsupported($"The target's {limit} is {least}, so that nothing is too little.");
        }
    }
}
