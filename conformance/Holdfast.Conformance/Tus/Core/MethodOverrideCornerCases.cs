using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, X-HTTP-Method-Override: combinations that no client sends by mistake.</summary>
internal static class MethodOverrideCornerCases
{
    private const string Override = "X-HTTP-Method-Override";

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/method-override/delete-means-head",
            Title = "DELETE with the override HEAD deletes nothing",
            Does = "Sends DELETE with X-HTTP-Method-Override: HEAD to an upload at offset 2.",
            Must = "The response to HEAD; the upload still exists, because the real method is ignored.",
            Why = "A server that uses the real method removes a file where the client only retrieved its offset.",
            Judges = ["TUS-019", "A-10-MUST"],
            Needs = ["creation"],
            Run = TusCases.Run(DeleteMeansHead),
        },
        new()
        {
            Id = "tus/core/method-override/put-means-patch",
            Title = "PUT with the override PATCH appends",
            Does = "Sends a PATCH as a PUT with X-HTTP-Method-Override: PATCH.",
            Must = "204 with the new offset.",
            Why = "The client chooses the real method that it falls back to.",
            Judges = ["TUS-018", "TUS-019"],
            Needs = ["creation"],
            Run = TusCases.Run(PutMeansPatch),
        },
        new()
        {
            Id = "tus/core/method-override/same-method",
            Title = "An override that names the real method changes nothing",
            Does = "Sends POST with the override POST to the creation URL.",
            Must = "201 with a Location.",
            Why = "Some HTTP layers set the field on every request.",
            Judges = ["TUS-018"],
            Needs = ["creation"],
            Run = TusCases.Run(SameMethod),
        },
        new()
        {
            Id = "tus/core/method-override/small-letters",
            Title = "The override 'patch' in lower case is used or refused",
            Does = "Sends a PATCH as a POST with X-HTTP-Method-Override: patch.",
            Must = "204 and the offset grows, or a 4xx or 501 and it does not.",
            Why = "Methods are case-sensitive, but some clients use lower case; a server must not execute such a request partly.",
            Judges = ["A-10"],
            Needs = ["creation"],
            Run = TusCases.Run(SmallLetters),
        },
        new()
        {
            Id = "tus/core/method-override/twice",
            Title = "Two overrides that differ are refused",
            Does = "Sends a POST with five bytes to an upload, with the override lines HEAD and PATCH in either order.",
            Must = "A 4xx or 501; the offset does not move.",
            Why = "A proxy that reads the last line and a server that reads the first one see different requests.",
            Judges = ["A-10"],
            Needs = ["creation"],
            Run = TusCases.Run(Twice),
        },
        new()
        {
            Id = "tus/core/method-override/preflight",
            Title = "A preflight is not turned into another method",
            Does = "Sends OPTIONS with Origin, Access-Control-Request-Method and the override DELETE to an upload.",
            Must = "The upload still exists.",
            Why = "A browser sends a preflight to ask for permission; if it is executed as DELETE, it deletes the upload.",
            Judges = ["A-10"],
            Needs = ["creation"],
            Run = TusCases.Run(Preflight),
        },
        new()
        {
            Id = "tus/core/method-override/trace-and-connect",
            Title = "Overrides that name methods outside tus are refused",
            Does = "Sends POST with the overrides TRACE, CONNECT and PUT to the creation URL.",
            Must = "400, 404, 405 or 501 each time, and no upload is created.",
            Why = "A header field must not give access to methods that a firewall blocks.",
            Judges = ["A-10"],
            Needs = ["creation"],
            Run = TusCases.Run(TraceAndConnect),
        },
    ];

    private static async Task DeleteMeansHead(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 2);
        var answer = await t.SendAsync(t.Request("DELETE", upload.Url).With(Override, "HEAD").With("Content-Length", "0"), upload.Url);
        t.Field("DELETE with the override HEAD", answer, "Upload-Offset", 2, "TUS-019");
        await t.OffsetIsAsync("after it", upload, 2, "TUS-019", "A-10-MUST");
    }

    private static async Task PutMeansPatch(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var answer = await t.SendAsync((t.Patch(upload, 0, upload.From(0)) with { Method = "PUT" }).With(Override, "PATCH"), upload.Url);
        if (t.Succeeded("PUT with the override PATCH", answer, [204], "TUS-018", "TUS-019"))
        {
            await t.OffsetIsAsync("after it", upload, 5, "TUS-018");
        }
    }

    private static async Task SameMethod(TusCase t)
    {
        var created = await t.CreateAsync(t.Post(5).With(Override, "POST"));
        t.Status("POST with the override POST", created, [201], "TUS-018");
    }

    private static async Task SmallLetters(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var answer = await t.SendAsync((t.Patch(upload, 0, upload.From(0)) with { Method = "POST" }).With(Override, "patch"), upload.Url);
        await t.TakenOrRejectedAsync("a POST with the override patch", answer, upload, 5, "A-10");
    }

    private static async Task Twice(TusCase t)
    {
        foreach (var (first, second) in new[] { ("HEAD", "PATCH"), ("PATCH", "HEAD") })
        {
            var upload = await t.NewUploadAsync(5);
            var request = (t.Patch(upload, 0, upload.From(0)) with { Method = "POST" }).With(Override, first).With(Override, second);
            t.Rejected($"a POST with the overrides {first} and {second}", await t.SendAsync(request, upload.Url), "A-10");
            await t.OffsetIsAsync($"after the overrides {first} and {second}", upload, 0, "A-10");
        }
    }

    private static async Task Preflight(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var request = t.Request("OPTIONS", upload.Url).With("Origin", "https://app.example").With("Access-Control-Request-Method", "PATCH")
            .With(Override, "DELETE");
        t.Checks.Observe(
            "Preflight with the override DELETE", (await t.SendAsync(request.With("Tus-Resumable", "1.0.0"), upload.Url)).Outcome, "A-10");
        await t.OffsetIsAsync("after it", upload, 0, "A-10");
    }

    private static async Task TraceAndConnect(TusCase t)
    {
        foreach (var method in new[] { "TRACE", "CONNECT", "PUT" })
        {
            var answer = await t.CreateAsync(t.Post(5).With(Override, method));
            t.Status($"POST with the override {method}", answer, [400, 404, 405, 501], "A-10");
            t.Absent($"POST with the override {method}", answer, "Location", "A-10");
        }
    }
}
