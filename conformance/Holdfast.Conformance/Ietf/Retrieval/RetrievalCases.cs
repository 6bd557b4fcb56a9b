using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
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
            Title = "HEAD returns the offset of a new and of a partial upload",
            Does = "Sends HEAD after the creation and after an append.",
            Must = "A 2xx with Upload-Offset, an integer: 0, then the number of bytes appended.",
            Why = "A client needs the offset to resume.",
            Judges = ["IETF-001", "IETF-005", "IETF-007", "IETF-087"],
            Versions = Interop.All,
            Run = IetfCases.Run(OffsetIsGiven),
        },
        new()
        {
            Id = "ietf/retrieval/completeness",
            Title = "HEAD reports whether the upload is complete",
            Does = "Sends HEAD for a new, for a partial and for a finished upload.",
            Must = "Incomplete, then complete (or the resource is gone); optional in version 10.",
            Why = "A client whose last response was lost learns here that the upload is complete.",
            Judges = ["IETF-004", "IETF-012", "IETF-014", "IETF-088", "IETF-201"],
            Versions = Interop.All,
            Run = IetfCases.Run(CompletenessIsGiven),
        },
        new()
        {
            Id = "ietf/retrieval/status",
            Title = "An offset retrieval succeeds with the status of its version, without a redirect to another method",
            Does = "Sends HEAD.",
            Must = "204 up to version 4, 200 or 204 up to version 6, later any 2xx; no 301, 302 or 303.",
            Why = "Old clients expect the status of their draft.",
            Judges = ["IETF-087", "IETF-092", "IETF-208", "IETF-209", "IETF-218"],
            Versions = Interop.All,
            Run = IetfCases.Run(StatusOfVersion),
        },
        new()
        {
            Id = "ietf/retrieval/no-store",
            Title = "The response to an offset retrieval must not be cached",
            Does = "Sends HEAD and reads Cache-Control.",
            Must = "It contains no-store.",
            Why = "With a cached offset, a client resumes at the wrong position.",
            Judges = ["IETF-091"],
            Versions = Interop.All,
            Run = IetfCases.Run(NoStore),
        },
        new()
        {
            Id = "ietf/retrieval/repeatable",
            Title = "HEAD does not change an upload",
            Does = "Sends HEAD ten times to a partial upload and appends at the returned offset.",
            Must = "The same offset each time, and the append is accepted.",
            Why = "Clients that retry send HEAD often.",
            Judges = ["IETF-005", "IETF-128"],
            Versions = Interop.All,
            Run = IetfCases.Run(Repeatable),
        },
        new()
        {
            Id = "ietf/retrieval/get",
            Title = "GET of an unfinished upload returns the offset as HEAD does",
            Does = "Sends GET and HEAD to a partial upload.",
            Must = "The same Upload-Offset and Upload-Complete in both.",
            Why = "Not every client can send HEAD.",
            Judges = ["IETF-093"],
            Versions = Interop.From(9),
            Run = IetfCases.Run(Get),
        },
        new()
        {
            Id = "ietf/retrieval/extra-fields",
            Title = "Up to version 6 an offset retrieval with fields of an append is refused",
            Does = "Sends HEAD with Upload-Offset, and with the completeness field.",
            Must = "400 each time.",
            Why = "It may be an append with a wrong method, which a success would hide.",
            Judges = ["IETF-210"],
            Versions = Interop.Between(3, 6),
            Run = IetfCases.Run(ExtraFields),
        },
        new()
        {
            Id = "ietf/retrieval/unread-fields",
            Title = "From version 7 on an offset retrieval with fields of an append is refused or answered correctly",
            Does = "Sends HEAD with Upload-Offset and Upload-Complete.",
            Must = "The draft does not say whether it is refused, so that is recorded; a success has the upload's own offset.",
            Why = "If the server returns the request's own offset, the client is misled.",
            Judges = ["IETF-087"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(UnreadFields),
        },
        new()
        {
            Id = "ietf/retrieval/unknown",
            Title = "An unknown upload resource is reported as not found",
            Does = "Sends HEAD for a cancelled upload, or for an unknown sibling if cancellation is not supported.",
            Must = "404 up to version 6; later drafts name no status, so the response is recorded. Never an offset.",
            Why = "With an offset in the response, the client sends its file to an upload that does not exist.",
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
        await t.OffsetIsAsync("of a partial upload", upload, t.Chunk(5), "IETF-087", "IETF-007", "IETF-001", "IETF-005");
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
            t.Complete("HEAD of a partial upload", half, expected: false, "IETF-088", "IETF-201", "IETF-012");
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

        t.Success("the append at that offset", await t.AppendAsync(upload, t.Chunk(5), completes: true, upload.From(t.Chunk(5))),
            "IETF-128");
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
                "Upload-Complete of GET", $"{IetfCase.Shown(head.Response.Fields, "Upload-Complete")}, as of HEAD",
                IetfCase.Shown(got.Response.Fields, "Upload-Complete"),
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
        t.Each("HEAD with fields of an append", "400",
            [("Upload-Offset", offset, offset.Is(400)), (Interop.CompletenessField(t.Version), completeness, completeness.Is(400))],
            "IETF-210");
    }

    private static async Task UnreadFields(IetfCase t)
    {
        var upload = await t.NewAsync(5);
        var head = Interop.Completing(t.Request("HEAD", upload.Url).With("Upload-Offset", "3"), t.Version, completes: true);
        var answer = await t.SendAsync(head, upload.Url);
        var became = answer.IsSuccess ? "Answered as an offset retrieval." : $"Not answered as an offset retrieval: {answer.Outcome}.";
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
            t.Checks.Judge("Upload-Offset of an unknown upload", "absent", IetfCase.Shown(head.Response.Fields, "Upload-Offset"),
                head["Upload-Offset"] is null, "IETF-212");
        }
    }
}
