using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, X-HTTP-Method-Override.</summary>
internal static class MethodOverrideCases
{
    private const string Override = "X-HTTP-Method-Override";

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/method-override/patch",
            Title = "POST with the override PATCH appends",
            Does = "Sends a PATCH as POST with X-HTTP-Method-Override: PATCH to an upload.",
            Must = "204 with the new offset, as for PATCH.",
            Why = "Clients behind firewalls or in old runtimes that cannot send PATCH cannot upload otherwise.",
            Judges = ["TUS-018"],
            Needs = ["creation"],
            Run = TusCases.Run(Patch),
        },
        new()
        {
            Id = "tus/core/method-override/head",
            Title = "POST with the override HEAD returns the offset",
            Does = "Sends POST with X-HTTP-Method-Override: HEAD.",
            Must = "The same response as to HEAD, with Upload-Offset.",
            Why = "A client that cannot send HEAD cannot resume without this.",
            Judges = ["TUS-018"],
            Needs = ["creation"],
            Run = TusCases.Run(Head),
        },
        new()
        {
            Id = "tus/core/method-override/delete",
            Title = "POST with the override DELETE deletes",
            Does = "Deletes an upload by POST with X-HTTP-Method-Override: DELETE.",
            Must = "204, and the upload is gone.",
            Why = "A client that cannot send DELETE otherwise leaves its abandoned uploads on the server.",
            Judges = ["TUS-018"],
            Needs = ["creation", "termination"],
            Run = TusCases.Run(Delete),
        },
        new()
        {
            Id = "tus/core/method-override/real-method-ignored",
            Title = "The override replaces the real method",
            Does = "Sends GET with the override HEAD to an upload, and POST with the override OPTIONS to the creation URL.",
            Must = "The named method is used: the response has the offset, and no upload is created.",
            Why = "A server that mixes both methods creates or downloads where the client only retrieved information.",
            Judges = ["TUS-019"],
            Needs = ["creation"],
            Run = TusCases.Run(RealMethod),
        },
        new()
        {
            Id = "tus/core/method-override/unknown",
            Title = "An override with an unknown method is refused",
            Does = "Sends POST with X-HTTP-Method-Override: HOLDFAST and with an empty one to the creation URL.",
            Must = "400, 405 or 501 for the unknown method; a 5xx other than 501 is a crash. The empty one is recorded.",
            Why = "No header field of a client may make the server fail.",
            Judges = ["A-10"],
            Needs = ["creation"],
            Run = TusCases.Run(Unknown),
        },
    ];

    private static async Task Patch(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var answer = await t.SendAsync((t.Patch(upload, 0, upload.From(0)) with { Method = "POST" }).With(Override, "PATCH"), upload.Url);
        if (t.Succeeded("POST with the override PATCH", answer, [204], "TUS-018"))
        {
            await t.OffsetIsAsync("after it", upload, 5, "TUS-018");
        }
    }

    private static async Task Head(TusCase t)
    {
        var first = t.Chunk(3);
        var upload = await t.NewUploadAsync(first + 2);
        await t.AppendAsync(upload, 0, first);
        var answer = await t.SendAsync(t.Request("POST", upload.Url).With(Override, "HEAD").With("Content-Length", "0"), upload.Url);
        if (t.Succeeded("POST with the override HEAD", answer, [200, 204], "TUS-018"))
        {
            t.Field("POST with the override HEAD", answer, "Upload-Offset", first, "TUS-018");
        }
    }

    private static async Task Delete(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var answer = await t.SendAsync(t.Request("POST", upload.Url).With(Override, "DELETE").With("Content-Length", "0"), upload.Url);
        if (t.Succeeded("POST with the override DELETE", answer, [204], "TUS-018"))
        {
            t.Status("HEAD after it", await t.HeadAsync(upload.Url), [404, 410], "TUS-018");
        }
    }

    private static async Task RealMethod(TusCase t)
    {
        var first = t.Chunk(2);
        var upload = await t.NewUploadAsync(first + 3);
        await t.AppendAsync(upload, 0, first);
        var head = await t.SendAsync(t.Request("GET", upload.Url).With(Override, "HEAD"), upload.Url);
        t.Field("GET with the override HEAD", head, "Upload-Offset", first, "TUS-019");
        var options = await t.CreateAsync(t.Post(5).With(Override, "OPTIONS"));
        t.Status("POST with the override OPTIONS", options, [200, 204], "TUS-019");
        t.Absent("POST with the override OPTIONS", options, "Location", "TUS-019");
    }

    private static async Task Unknown(TusCase t)
    {
        var unknown = await t.CreateAsync(t.Post(5).With(Override, "HOLDFAST"));
        t.Status("POST with the override HOLDFAST", unknown, [400, 405, 501], "A-10");
        var empty = await t.CreateAsync(t.Post(5).With(Override, ""));
        t.Checks.Observe("Status of POST with an empty override", empty.Outcome, "A-10");
    }
}
