using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Retrieval;

/// <summary>The draft, Offset Retrieval.</summary>
internal static class RetrievalCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/retrieval/offset",
            Title = "HEAD gives the offset of a new and of a half-done upload",
            Does = "Asks HEAD after the creation and after an append.",
            Must = "A 2xx with Upload-Offset, an integer: 0, then as many octets as were appended.",
            Why = "The offset is all that a resuming client has.",
            Judges = ["IETF-001", "IETF-005", "IETF-007", "IETF-087"],
            Versions = Interop.All,
            Run = IetfCases.Run(OffsetIsGiven),
        },
        new()
        {
            Id = "ietf/retrieval/completeness",
            Title = "HEAD says whether the upload is complete",
            Does = "Asks HEAD for a new upload, for a half-done and for a finished one.",
            Must = "Incomplete, then complete (or the resource is gone); version 10 need not say it.",
            Why = "A client whose last answer was lost learns here that it is done.",
            Judges = ["IETF-004", "IETF-012", "IETF-014", "IETF-088", "IETF-201"],
            Versions = Interop.All,
            Run = IetfCases.Run(CompletenessIsGiven),
        },
        new()
        {
            Id = "ietf/retrieval/status",
            Title = "A retrieval succeeds with the status of its version, and never redirects to another method",
            Does = "Asks HEAD.",
            Must = "204 up to version 4, 200 or 204 up to version 6, later any 2xx; no 301, 302 or 303.",
            Why = "Old clients compare with the one status that their draft names.",
            Judges = ["IETF-087", "IETF-092", "IETF-208", "IETF-209", "IETF-218"],
            Versions = Interop.All,
            Run = IetfCases.Run(StatusOfVersion),
        },
        new()
        {
            Id = "ietf/retrieval/no-store",
            Title = "A retrieval is not to be cached",
            Does = "Asks HEAD and reads Cache-Control.",
            Must = "It contains no-store.",
            Why = "A cached offset makes every resume start at the wrong place.",
            Judges = ["IETF-091"],
            Versions = Interop.All,
            Run = IetfCases.Run(NoStore),
        },
        new()
        {
            Id = "ietf/retrieval/repeatable",
            Title = "Asking does not change anything",
            Does = "Sends HEAD ten times to a half-done upload and appends at the offset that it gave.",
            Must = "The same offset each time, and the append is taken.",
            Why = "Clients that retry ask often.",
            Judges = ["IETF-005", "IETF-128"],
            Versions = Interop.All,
            Run = IetfCases.Run(Repeatable),
        },
        new()
        {
            Id = "ietf/retrieval/get",
            Title = "GET of an unfinished upload retrieves as HEAD does",
            Does = "Sends GET and HEAD to a half-done upload.",
            Must = "The same Upload-Offset and Upload-Complete in both.",
            Why = "Not every client can send HEAD.",
            Judges = ["IETF-093"],
            Versions = Interop.From(9),
            Run = IetfCases.Run(Get),
        },
        new()
        {
            Id = "ietf/retrieval/extra-fields",
            Title = "Up to version 6 a retrieval with fields of an append is refused",
            Does = "Sends HEAD with Upload-Offset, and with the completeness field.",
            Must = "400 each time.",
            Why = "It is an append that lost its method; answering it as a retrieval hides that.",
            Judges = ["IETF-210"],
            Versions = Interop.Between(3, 6),
            Run = IetfCases.Run(ExtraFields),
        },
        new()
        {
            Id = "ietf/retrieval/unread-fields",
            Title = "From version 7 on a retrieval with fields of an append may be refused, but is not misread",
            Does = "Sends HEAD with Upload-Offset and Upload-Complete.",
            Must = "No text says whether it is refused, so that is recorded; a success has the upload's own offset.",
            Why = "An offset that is the request's own makes a client believe itself.",
            Judges = ["IETF-087"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(UnreadFields),
        },
        new()
        {
            Id = "ietf/retrieval/unknown",
            Title = "An unknown upload resource is said to be unknown",
            Does = "Asks HEAD for a cancelled upload, or next to one where cancelling is not possible.",
            Must = "404 up to version 6; later drafts name no status, so what comes is recorded. Never an offset.",
            Why = "An offset in such an answer makes a client send its file to nowhere.",
            Judges = ["IETF-212"],
            Versions = Interop.All,
            Run = IetfCases.Run(Unknown),
        },
    ];

    private static async Task OffsetIsGiven(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        await t.OffsetIsAsync("of a new upload", upload, 0, "IETF-087", "IETF-007");
        await t.TakenAsync(upload, 0, t.Chunk(5));
        await t.OffsetIsAsync("of a half-done upload", upload, t.Chunk(5), "IETF-087", "IETF-007", "IETF-001", "IETF-005");
    }

    private static async Task CompletenessIsGiven(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        if (t.Version < 10)
        {
            t.Complete("HEAD of a new upload", await t.HeadAsync(upload), expected: false, "IETF-088", "IETF-201", "IETF-012");
        }

        await t.TakenAsync(upload, 0, t.Chunk(5));
        var half = await t.HeadAsync(upload);
        if (t.Version < 10 || t.Completeness(half.Response?.Fields ?? WireFields.Empty) is not null)
        {
            t.Complete("HEAD of a half-done upload", half, expected: false, "IETF-088", "IETF-201", "IETF-012");
        }

        await t.TakenAsync(upload, t.Chunk(5), t.Chunk(5), completes: true);
        await t.CompletedAsync("at the end", upload, "IETF-014", "IETF-201");
        var after = await t.HeadAsync(upload);
        t.Checks.Observe("The upload resource after completion", after.Outcome, "IETF-004");
        if (after.IsSuccess && t.Version < 10)
        {
            t.Complete("HEAD of a finished upload", after, expected: true, "IETF-088", "IETF-012");
        }
    }

    private static async Task StatusOfVersion(IetfCase t)
    {
        var head = await t.HeadAsync(await t.NewAsync(5));
        int[] accepted = t.Version <= 4 ? [204] : [200, 204];
        if (t.Version <= 6)
        {
            t.Status("HEAD", head, accepted, "IETF-208", "IETF-209");
        }

        t.Success("HEAD", head, "IETF-087");
        t.NoRedirect("HEAD", head, "IETF-092", "IETF-218");
    }

    private static async Task NoStore(IetfCase t)
    {
        var head = await t.HeadAsync(await t.NewAsync(5));
        if (t.Answered("HEAD", "no-store", head, "IETF-091"))
        {
            t.Checks.Judge(
                "Cache-Control of HEAD", "with no-store", IetfCase.Shown(head.Response!.Fields, "Cache-Control"),
                head.Response.Fields.List("Cache-Control").Contains("no-store", StringComparer.OrdinalIgnoreCase), "IETF-091");
        }
    }

    private static async Task Repeatable(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        await t.TakenAsync(upload, 0, t.Chunk(5));
        for (var time = 1; time <= 10; time++)
        {
            await t.OffsetIsAsync($"number {time}", upload, t.Chunk(5), "IETF-128", "IETF-005");
        }

        t.Success("the append at that offset", await t.AppendAsync(upload, t.Chunk(5), completes: true, upload.From(t.Chunk(5))), "IETF-128");
    }

    private static async Task Get(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        await t.TakenAsync(upload, 0, t.Chunk(5));
        var got = await t.SendAsync(t.Request("GET", upload.Url), upload.Url);
        t.Success("GET", got, "IETF-093");
        t.Number("GET", got, "Upload-Offset", t.Chunk(5), "IETF-093");
        var head = await t.HeadAsync(upload);
        if (got.Response is not null && head.Response is not null)
        {
            t.Checks.Judge(
                "Upload-Complete of GET", $"{IetfCase.Shown(head.Response.Fields, "Upload-Complete")}, as of HEAD", IetfCase.Shown(got.Response.Fields, "Upload-Complete"),
                got["Upload-Complete"] == head["Upload-Complete"], "IETF-093");
        }
    }

    private static async Task ExtraFields(IetfCase t)
    {
        var upload = await t.NewAsync(5);
        var head = t.Request("HEAD", upload.Url);
        t.Checks.Control("HEAD", await t.HeadAsync(upload));
        var offset = await t.SendAsync(head.With("Upload-Offset", "0"), upload.Url);
        var completeness = await t.SendAsync(Interop.Completing(head, t.Version, completes: true), upload.Url);
        t.Each("HEAD with fields of an append", "400", [("Upload-Offset", offset, offset.Is(400)), (Interop.CompletenessField(t.Version), completeness, completeness.Is(400))], "IETF-210");
    }

    private static async Task UnreadFields(IetfCase t)
    {
        var upload = await t.NewAsync(5);
        var head = Interop.Completing(t.Request("HEAD", upload.Url).With("Upload-Offset", "3"), t.Version, completes: true);
        var answer = await t.SendAsync(head, upload.Url);
        var became = answer.IsSuccess ? "Answered as a retrieval." : $"Not answered as a retrieval: {answer.Outcome}.";
        t.Checks.Observe("HEAD with fields of an append", became, "IETF-087");
        if (answer.IsSuccess)
        {
            t.Number("HEAD with fields of an append", answer, "Upload-Offset", 0, "IETF-087");
        }
    }

    private static async Task Unknown(IetfCase t)
    {
        var upload = await t.NewAsync(5);
        var deleted = await t.DeleteAsync(upload);
        var url = deleted.IsSuccess ? upload.Url : upload.Url with { Target = upload.Url.Target + "0" };
        var head = await t.HeadAsync(url);
        t.Status("HEAD of an unknown upload", head, [404], "IETF-212");
        if (head.Response is not null)
        {
            t.Checks.Judge("Upload-Offset of an unknown upload", "absent", IetfCase.Shown(head.Response.Fields, "Upload-Offset"), head["Upload-Offset"] is null, "IETF-212");
        }
    }
}
