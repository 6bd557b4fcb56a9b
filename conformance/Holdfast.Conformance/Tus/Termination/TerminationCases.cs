using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Termination;

/// <summary>tus 1.0.0, Termination.</summary>
internal static class TerminationCases
{
    private static readonly string[] Needed = ["creation", "termination"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/termination/unfinished",
            Title = "An unfinished upload can be deleted",
            Does = "Appends 3 of 5 bytes, sends DELETE, then HEAD, PATCH, GET and DELETE once more.",
            Must = "204, and 404 or 410 for everything after it.",
            Why = "A client that cancels must be able to remove its bytes.",
            Judges = ["TUS-123", "TUS-124"],
            Needs = Needed,
            Run = TusCases.Run(Unfinished),
        },
        new()
        {
            Id = "tus/termination/finished",
            Title = "A finished upload can be deleted",
            Does = "Finishes an upload, sends DELETE, then HEAD.",
            Must = "204, then 404 or 410.",
            Why = "Files are also deleted after they have been processed.",
            Judges = ["TUS-123", "TUS-125", "TUS-124"],
            Needs = Needed,
            Run = TusCases.Run(Finished),
        },
        new()
        {
            Id = "tus/termination/untouched",
            Title = "An upload without bytes can be deleted",
            Does = "Creates an upload and sends DELETE at once.",
            Must = "204, then 404 or 410.",
            Why = "Most abandoned uploads have no bytes.",
            Judges = ["TUS-123", "TUS-124"],
            Needs = Needed,
            Run = TusCases.Run(Untouched),
        },
        new()
        {
            Id = "tus/termination/neighbours",
            Title = "Deleting one upload leaves the others alone",
            Does = "Creates two uploads with bytes and deletes the first.",
            Must = "The second keeps its offset and can be finished.",
            Why = "A server that deletes by prefix or pattern also deletes other users' files.",
            Judges = ["TUS-123", "TUS-021", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(Neighbours),
        },
    ];

    private static async Task Unfinished(TusCase t)
    {
        var part = t.Chunk(3);
        var upload = await t.NewUploadAsync(part + 2);
        await t.AppendAsync(upload, 0, part);
        if (t.Succeeded("DELETE of an unfinished upload", await t.DeleteAsync(upload.Url), [204], "TUS-123"))
        {
            await GoneAsync(t, upload, t.Request("HEAD", upload.Url), t.Patch(upload, part, upload.From(part)),
                t.Request("GET", upload.Url), t.Request("DELETE", upload.Url).With("Content-Length", "0"));
        }
    }

    /// <summary>
    /// Judges that a deleted upload does not exist for each of these requests; when one of them is served, the next ones show the same
    /// deviation.
    /// </summary>
    public static async Task GoneAsync(TusCase t, Upload upload, params WireRequest[] requests)
    {
        foreach (var request in requests)
        {
            if (!t.Status($"{request.Method} after DELETE", await t.SendAsync(request, upload.Url), [404, 410], "TUS-124"))
            {
                return;
            }
        }
    }

    private static async Task Finished(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 5);
        var deleted = await t.DeleteAsync(upload.Url);
        if (!deleted.IsSuccess)
        {
            // A refusal breaks an implied requirement; only a success in another form breaks the MUST.
            t.Status("DELETE of a finished upload", deleted, [204], "TUS-125");
            return;
        }

        t.Status("DELETE of a finished upload", deleted, [204], "TUS-123", "TUS-125");
        t.Status("HEAD after DELETE", await t.HeadAsync(upload.Url), [404, 410], "TUS-124");
    }

    private static async Task Untouched(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        if (t.Succeeded("DELETE of a new upload", await t.DeleteAsync(upload.Url), [204], "TUS-123"))
        {
            await GoneAsync(t, upload, t.Request("HEAD", upload.Url));
        }
    }

    private static async Task Neighbours(TusCase t)
    {
        var part = t.Chunk(3);
        var first = await t.NewUploadAsync(part + 2);
        var second = await t.NewUploadAsync(part + 2);
        await t.AppendAsync(first, 0, part);
        await t.AppendAsync(second, 0, part);
        t.Status("DELETE of the first upload", await t.DeleteAsync(first.Url), [204], "TUS-123");
        if (!await t.OffsetIsAsync("of the second upload", second, part, "TUS-021"))
        {
            return;
        }

        if (t.Succeeded("PATCH of the second upload", await t.PatchAsync(second, part, second.From(part)), [204], "TUS-038"))
        {
            await t.ContentIsAsync(second, "TUS-038");
        }
    }
}
