using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus.Concatenation;

namespace Holdfast.Conformance.Tus.Termination;

/// <summary>tus 1.0.0, Termination: every kind of upload can be deleted.</summary>
internal static class TerminatedKindCases
{
    private static readonly string[] Needed = ["creation", "termination"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/termination/partial",
            Title = "A partial upload can be deleted",
            Does = "Creates a partial upload, appends three of five bytes and sends DELETE, then HEAD and PATCH.",
            Must = "204, then 404 or 410.",
            Why = "A client that cancels a parallel upload has several of these to delete.",
            Judges = ["TUS-123", "TUS-124"],
            Needs = [.. Needed, "concatenation"],
            Run = TusCases.Run(Partial),
        },
        new()
        {
            Id = "tus/termination/final",
            Title = "A final upload can be deleted",
            Does = "Concatenates two partial uploads, deletes the final upload and sends HEAD for all three.",
            Must = "204, then 404 or 410 for the final upload; the responses for its parts are recorded, and existing parts are unchanged.",
            Why = "The final upload is the file; the client may delete or reuse the parts.",
            Judges = ["TUS-080", "TUS-123", "TUS-124", "TUS-139", "TUS-038", "A-63"],
            Needs = [.. Needed, "concatenation"],
            Run = TusCases.Run(Final),
        },
        new()
        {
            Id = "tus/termination/waiting-final",
            Title = "A final upload that waits for its parts can be deleted",
            Does = "Requests a final upload of an unfinished partial upload, deletes it, then finishes the partial upload.",
            Must = "204, then 404 or 410, also once the part is finished.",
            Why = "A deleted file must not be created later by the concatenation.",
            Judges = ["TUS-123", "TUS-124", "A-69"],
            Needs = [.. Needed, "concatenation", "concatenation-unfinished"],
            Run = TusCases.Run(WaitingFinal),
        },
        new()
        {
            Id = "tus/termination/deferred",
            Title = "An upload of unknown length can be deleted",
            Does = "Creates an upload with Upload-Defer-Length, appends three bytes and sends DELETE, then HEAD.",
            Must = "204, then 404 or 410.",
            Why = "A recording that is aborted never gets a length.",
            Judges = ["TUS-123", "TUS-124"],
            Needs = [.. Needed, "creation-defer-length"],
            Run = TusCases.Run(Deferred),
        },
        new()
        {
            Id = "tus/termination/empty",
            Title = "An upload of length 0 can be deleted",
            Does = "Creates an upload with Upload-Length: 0, which is complete at once, and sends DELETE, then HEAD.",
            Must = "204, then 404 or 410.",
            Why = "Empty files exist, and a store that has no object for them may fail to delete them.",
            Judges = ["TUS-125", "TUS-124"],
            Needs = Needed,
            Run = TusCases.Run(Empty),
        },
        new()
        {
            Id = "tus/termination/finished-afterwards",
            Title = "A deleted finished upload is gone for every method",
            Does = "Finishes an upload, deletes it, then sends PATCH at its end, GET and DELETE.",
            Must = "404 or 410 for each.",
            Why = "Finished uploads are often served from another place, such as a cache or an archive, which must delete them, too.",
            Judges = ["TUS-125", "TUS-124"],
            Needs = Needed,
            Run = TusCases.Run(FinishedAfterwards),
        },
    ];

    private static async Task GoneAsync(TusCase t, string what, Upload upload, string requirement)
    {
        if (!t.Succeeded($"DELETE of {what}", await t.DeleteAsync(upload.Url), [204], requirement))
        {
            throw CaseStoppedException.Judged($"{what} could not be deleted, so the rest of the case is not possible.");
        }

        t.Status($"HEAD of {what} after DELETE", await t.HeadAsync(upload.Url), [404, 410], "TUS-124");
    }

    private static async Task Partial(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 5, 3);
        await GoneAsync(t, "a partial upload", part, "TUS-123");
        t.Status("PATCH after DELETE", await t.PatchAsync(part, 3, part.From(3)), [404, 410], "TUS-124");
    }

    private static async Task Final(TusCase t)
    {
        Upload[] parts = [await Parts.PartialAsync(t, 5, 5), await Parts.PartialAsync(t, 4, 4)];
        var final = await Parts.FinalAsync(t, parts);
        await GoneAsync(t, "a final upload", final, "TUS-123");
        foreach (var part in parts)
        {
            var head = await t.HeadWhenFreeAsync(part.Url);
            t.Checks.Observe("HEAD of a part after the final upload was deleted", head.Outcome, "TUS-139");
            t.Checks.Judge("The part", "unchanged, or 404 or 410", head, head.Outcome, head.IsSuccess || head.Is(404, 410), "A-63");
            if (head.IsSuccess)
            {
                t.Field("HEAD of a part after the final upload was deleted", head, "Upload-Offset", part.Length, "TUS-038");
            }
            else
            {
                t.Checks.Observe("Offset of the part", "deleted together with the final upload", "TUS-038");
            }
        }
    }

    private static async Task WaitingFinal(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 5, 3);
        var created = await t.CreateAsync(Parts.FinalOf(t, part));
        var final = t.Created("Creating a final upload with unfinished parts", created, part.Content);
        await GoneAsync(t, "a final upload that waits", final, "TUS-123");
        await t.AppendAsync(part, 3, 2);
        t.Status("HEAD of the final upload after its part is finished", await t.HeadAsync(final.Url), [404, 410], "A-69");
    }

    private static async Task Deferred(TusCase t)
    {
        var created = await t.CreateAsync(t.Post((string?)null).With("Upload-Defer-Length", "1"));
        var upload = t.Created("Creating an upload of deferred length", created, t.Content(3));
        await t.AppendAsync(upload, 0, 3);
        await GoneAsync(t, "an upload of deferred length", upload, "TUS-123");
    }

    // The refusal to delete a finished upload is a documented choice of some servers, so it weighs less than for unfinished uploads.
    private static async Task Empty(TusCase t) => await GoneAsync(t, "an empty upload", await t.NewUploadAsync(0), "TUS-125");

    private static async Task FinishedAfterwards(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 5);
        if (t.Succeeded("DELETE of a finished upload", await t.DeleteAsync(upload.Url), [204], "TUS-125"))
        {
            await TerminationCases.GoneAsync(t, upload, t.Patch(upload, 5, default), t.Request("GET", upload.Url),
                t.Request("DELETE", upload.Url).With("Content-Length", "0"));
        }
    }
}
