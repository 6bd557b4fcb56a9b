using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Http;

/// <summary>RFC 9110, 9.1: methods that tus does not define.</summary>
internal static class MethodCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/wire/method/small-letters",
            Title = "A method in lower case is another method",
            Does = "Sends patch and delete, in lower case, to an upload.",
            Must = "A refusal or a closed connection; the upload exists, and its offset does not change.",
            Why = "A firewall may pass unknown methods, which must not be executed as DELETE.",
            Judges = ["H-05"],
            Needs = ["creation"],
            Run = TusCases.Run(SmallLetters),
        },
        new()
        {
            Id = "tus/wire/method/unknown",
            Title = "Unknown methods are refused and change nothing",
            Does = "Sends HOLDFAST and PUT with a body to an upload, and PUT to the creation URL.",
            Must = "A 4xx or 501; no byte is stored and no upload is created.",
            Why = "An unknown method must not be executed as another one.",
            Judges = ["H-05"],
            Needs = ["creation"],
            Run = TusCases.Run(Unknown),
        },
        new()
        {
            Id = "tus/wire/method/allow",
            Title = "A 405 lists the allowed methods",
            Does = "Sends PATCH to the creation URL.",
            Must = "A 4xx or 501; a 405 has Allow (RFC 9110, 15.5.6).",
            Why = "It tells the developer that the URL is wrong, not the server.",
            Judges = ["H-05"],
            Needs = ["creation"],
            Run = TusCases.Run(Allow),
        },
    ];

    private static async Task SmallLetters(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var patch = TusCase.Text(t.Patch(upload, 0, upload.From(0)) with { Method = "patch" });
        var patched = await t.SendRawAsync("PATCH", upload.Url, patch);
        if (!await t.OffsetIsAsync("after 'patch'", upload, 0, "H-05") || !t.Rejected("'patch'", patched, "H-05"))
        {
            return;
        }

        var delete = TusCase.Text(t.Request("delete", upload.Url).With("Content-Length", "0"));
        if (t.Rejected("'delete'", await t.SendRawAsync("DELETE", upload.Url, delete), "H-05"))
        {
            await t.OffsetIsAsync("after 'delete'", upload, 0, "H-05");
        }
    }

    private static async Task Unknown(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        foreach (var method in new[] { "HOLDFAST", "PUT" })
        {
            var bytes = TusCase.Text(t.Patch(upload, 0, upload.From(0)) with { Method = method });
            var answer = await t.SendRawAsync(method, upload.Url, bytes);
            if (!await t.OffsetIsAsync($"after {method}", upload, 0, "H-05") || !t.Rejected($"{method} to an upload", answer, "H-05"))
            {
                return;
            }
        }

        var put = await t.SendAsync(t.Post(5) with { Method = "PUT" }, t.Endpoint);
        t.Rejected("PUT to the creation URL", put, "H-05");
        t.Checks.Judge("Location of PUT to the creation URL", "absent", TusCase.Quoted(put["Location"]), put["Location"] is null, "H-05");
    }

    private static async Task Allow(TusCase t)
    {
        var answer = await t.SendAsync(t.Patch(t.Endpoint, "0", t.Content(5)), t.Endpoint);
        t.Rejected("PATCH to the creation URL", answer, "H-05");
        if (answer.Status == 405)
        {
            t.Checks.Judge("Allow of the 405", "present", TusCase.Quoted(answer["Allow"]), answer["Allow"] is not null, "H-05");
        }
    }
}
