using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Append;

/// <summary>The draft, Upload Append: appended content, and the response.</summary>
internal static class AppendCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/append/appends",
            Title = "The content is the sum of the appends",
            Does = "Sends a file in two appends, each on its own connection, and reads it if the target supports that.",
            Must = "Both are accepted, and the content is as sent.",
            Why = "This is the basic operation of the draft.",
            Judges = ["IETF-001", "IETF-104"],
            Versions = Interop.All,
            Run = IetfCases.Run(Appends),
        },
        new()
        {
            Id = "ietf/append/taken",
            Title = "An append that is not the last is acknowledged as incomplete",
            Does = "Appends the first half.",
            Must = "A 2xx (201 up to version 6) that says that the upload is incomplete; the offset grows by the content, and the "
                + "response gives no "
                + "other (up to version 6 it must give it).",
            Why = "A client that takes it for completion deletes its file too early.",
            Judges = ["IETF-113", "IETF-120", "IETF-178", "IETF-179", "IETF-204", "IETF-207", "IETF-224"],
            Versions = Interop.All,
            Run = IetfCases.Run(Taken),
        },
        new()
        {
            Id = "ietf/append/completes",
            Title = "The last append is answered like a single request",
            Does = "Sends the same ten bytes in one creation, and in two appends.",
            Must = "A 2xx that says that the upload is complete; from version 7 on with the status of the single creation.",
            Why = "The application must not notice that the upload was interrupted.",
            Judges = ["IETF-014", "IETF-111", "IETF-112", "IETF-120", "IETF-180", "IETF-206"],
            Versions = Interop.All,
            Run = IetfCases.Run(Completes),
        },
        new()
        {
            Id = "ietf/append/length-is-not-the-end",
            Title = "Reaching the length does not complete an upload",
            Does = "Declares the length (from version 7 on), appends all of it as not the last append, sends HEAD, and completes with an "
                + "empty append.",
            Must = "Not complete before the request that completes it.",
            Why = "The target may start only when the client has completed the upload.",
            Judges = ["IETF-014", "IETF-025", "IETF-139"],
            Versions = Interop.From(6),
            Run = IetfCases.Run(LengthIsNotTheEnd),
        },
        new()
        {
            Id = "ietf/append/empty",
            Title = "An append without content changes nothing",
            Does = "Sends an empty append, not as the last one, to a partial upload.",
            Must = "A 2xx, and the same offset.",
            Why = "Clients check this way whether an upload still exists.",
            Judges = ["IETF-139"],
            Versions = Interop.From(6),
            Run = IetfCases.Run(Empty),
        },
        new()
        {
            Id = "ietf/append/after-completion",
            Title = "A complete upload accepts no more bytes",
            Does = "Finishes an upload, appends five more bytes, then sends an empty last append.",
            Must = "The five bytes are refused, and HEAD reports no larger offset; the empty last append may get the response again.",
            Why = "The target has already processed the content.",
            Judges = ["IETF-011", "IETF-114", "IETF-225"],
            Versions = Interop.From(6),
            Run = IetfCases.Run(AfterCompletion),
        },
        new()
        {
            Id = "ietf/append/no-redirect",
            Title = "An append is not answered with a redirect that loses its content",
            Does = "Appends five bytes.",
            Must = "No 301, 302 or 303.",
            Why = "Clients follow such redirects with GET and report success.",
            Judges = ["IETF-121"],
            Versions = Interop.From(9),
            Run = IetfCases.Run(NoRedirect),
        },
        new()
        {
            Id = "ietf/append/cancelled",
            Title = "An append to a cancelled upload is refused",
            Does = "Cancels an upload and appends five bytes to it.",
            Must = "404 up to version 6, later any 4xx.",
            Why = "A success would promise that the bytes are kept.",
            Judges = ["IETF-123", "IETF-212"],
            Versions = Interop.All,
            Run = IetfCases.Run(Cancelled),
        },
    ];

    private static async Task Appends(IetfCase t)
    {
        var chunk = t.Chunk(5);
        var upload = await t.NewAsync(chunk + 7);
        t.Success("the first append", await t.AppendAsync(upload, 0, completes: false, upload.From(0, chunk)), "IETF-104");
        await t.OffsetIsAsync("after the first append", upload, chunk, "IETF-001", "IETF-104");
        await t.FinishAsync(upload, "IETF-104");
    }

    private static async Task Taken(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        var taken = await t.AppendAsync(upload, 0, completes: false, upload.From(0, t.Chunk(5)));
        t.Success("the append", taken, "IETF-113");
        if (t.Version <= 6)
        {
            t.Status("the append", taken, [201], "IETF-207");
            t.Number("the append", taken, "Upload-Offset", t.Chunk(5), "IETF-204");

            // The sentence about appends says ?1 in four of the texts, a slip that a later one mends: both are accepted.
            t.Checks.Observe(
                "Completeness of the append", IetfCase.Shown(taken.Response!.Fields, Interop.CompletenessField(t.Version)), "IETF-207");
        }
        else
        {
            t.Complete("the append", taken, expected: false, "IETF-113", "IETF-120", "IETF-224");
            await JudgeOffsetAsync(t, upload, taken, t.Chunk(5));
        }
    }

    // A client calculates with the bytes that it sent, and with the response's offset if it has one.
    private static async Task JudgeOffsetAsync(IetfCase t, Upload upload, Exchange taken, long expected)
    {
        if (!taken.IsSuccess)
        {
            return;
        }

        await t.OffsetIsAsync("after the append", upload, expected, "IETF-178");
        if (taken["Upload-Offset"] is null)
        {
            t.Checks.Observe("Upload-Offset of the append", "Absent, which is allowed.", "IETF-179");
        }
        else
        {
            t.Number("the append", taken, "Upload-Offset", expected, "IETF-179");
        }
    }

    private static async Task Completes(IetfCase t)
    {
        var upload = await t.NewAsync(10 + t.Chunk(5));
        var whole = await t.CreateAsync(completes: true, upload.Content);
        await t.TakenAsync(upload, 0, t.Chunk(5));
        var last = await t.AppendAsync(upload, t.Chunk(5), completes: true, upload.From(t.Chunk(5)));
        t.Success("the last append", last, "IETF-206", "IETF-014");
        if (t.Version >= 7)
        {
            t.Complete("the last append", last, expected: true, "IETF-112", "IETF-120", "IETF-180");
        }
        else
        {
            t.NotIncomplete("the last append", last, "IETF-206");
        }

        if (whole.Response is not null && last.Response is not null)
        {
            t.Checks.Judge(
                "Status of the last append", $"{whole.Status}, as for one creation", last, whole.Status == last.Status, "IETF-111");
        }

        await t.CompletedAsync("after the last append", upload, "IETF-014");
    }

    private static async Task LengthIsNotTheEnd(IetfCase t)
    {
        var length = t.Chunk(10);
        var upload = await t.NewAsync(length, create => t.Version >= 7 ? create.With("Upload-Length", $"{length}") : create);
        await t.TakenAsync(upload, 0, length);
        await t.IncompleteAsync("when all bytes are there", upload, "IETF-025", "IETF-014");
        t.Success("the empty last append", await t.AppendAsync(upload, length, completes: true, default), "IETF-139", "IETF-025");
        await t.CompletedAsync("after it", upload, "IETF-014");
    }

    private static async Task Empty(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        await t.TakenAsync(upload, 0, t.Chunk(5));
        t.Success("the empty append", await t.AppendAsync(upload, t.Chunk(5), completes: false, default), "IETF-139");
        await t.OffsetIsAsync("after it", upload, t.Chunk(5), "IETF-139");
    }

    private static async Task AfterCompletion(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        await t.TakenAsync(upload, 0, t.Chunk(5), completes: true);
        var more = await t.AppendAsync(upload, t.Chunk(5), completes: false, t.Content(t.Chunk(5)));
        t.Refused("an append after completion", more, "IETF-011", "IETF-225");
        var head = await t.HeadAsync(upload);
        if (head.IsSuccess)
        {
            t.Number("HEAD after it", head, "Upload-Offset", t.Chunk(5), "IETF-011", "IETF-225");
        }

        var again = await t.AppendAsync(upload, t.Chunk(5), completes: true, default);
        t.Checks.Observe("The empty last append, sent again", again.Outcome, "IETF-114");
        if (again.Response is not null)
        {
            t.Checks.Judge(
                "Status of the empty last append, sent again", "2xx or 4xx", again, again.IsSuccess || again.IsClientError, "IETF-011");
        }
    }

    private static async Task NoRedirect(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        t.NoRedirect("the append", await t.AppendAsync(upload, 0, completes: false, upload.From(0, t.Chunk(5))), "IETF-121");
    }

    private static async Task Cancelled(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        var deleted = await t.DeleteAsync(upload);
        if (!deleted.IsSuccess)
        {
            throw IetfCase.Unsupported($"The target does not cancel uploads: DELETE was answered with {deleted.Outcome}.");
        }

        var append = await t.AppendAsync(upload, 0, completes: false, upload.From(0, t.Chunk(5)));
        t.Status("the append", append, [404], "IETF-212");
        t.Refused("the append", append, "IETF-123");
    }
}
