using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

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
            Does = "Creates without content and completes the upload with an empty append.",
            Must = "A 2xx, and the upload is complete or gone.",
            Why = "Clients that cannot read a 104 upload empty files this way.",
            Judges = ["IETF-014", "IETF-206"],
            Versions = Interop.From(5),
            Run = IetfCases.Run(TwoRequests),
        },
        new()
        {
            Id = "ietf/creation/zero-length",
            Title = "A length of 0 is valid, and does not complete the upload",
            Does = "Creates with Upload-Length 0 and Upload-Complete: ?0, sends HEAD, and completes the upload with an empty append.",
            Must = "Offset 0 and not complete before the last append, complete or gone after it.",
            Why = "0 is easily taken for a missing length, or for completion.",
            Judges = ["IETF-014", "IETF-025", "IETF-087"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(ZeroLength),
        },
        new()
        {
            Id = "ietf/append/empty-again-and-again",
            Title = "Many appends without content change nothing",
            Does = "Sends an empty append thirty times, not as the last one.",
            Must = "A 2xx each time, and the same offset.",
            Why = "Clients check this way whether an upload still exists.",
            Judges = ["IETF-139"],
            Versions = Interop.From(6),
            Run = IetfCases.Run(AgainAndAgain),
        },
        new()
        {
            Id = "ietf/append/ends-early",
            Title = "The response to a last append below the length",
            Does = "Declares the length, sends half of it, and sends an empty last append.",
            Must = "Versions before 9 require nothing; the response is recorded. Version 9 requires a refusal.",
            Why = "A file that is shorter than declared is incomplete.",
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

        await t.OffsetIsAsync("after all empty appends", upload, t.Chunk(5), "IETF-139");
    }

    private static async Task EndsEarly(IetfCase t)
    {
        var half = t.Chunk(50);
        var upload = await t.NewAsync(2 * half, create => create.With("Upload-Length", $"{2 * half}"));
        await t.TakenAsync(upload, 0, half);
        var last = await t.AppendAsync(upload, half, completes: true, default);
        var head = await t.HeadAsync(upload);
        var said = head.Response is { } response ? IetfCase.Shown(response.Fields, "Upload-Complete") : "unknown";
        t.Checks.Observe(
            "A last append at half of the length", $"{last.Outcome}, then HEAD {head.Outcome} with completeness {said}", "IETF-014");
    }

    private static async Task NeedsNoMinimumAsync(IetfCase t, string limit)
    {
        if (await t.LimitAsync(limit) is { } least and > 0)
        {
            throw IetfCase.Unsupported($"The target's {limit} is {least}, so no upload is too small.");
        }
    }
}
