using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, Tus-Resumable: missing, repeated, and on refusals.</summary>
internal static class VersionCornerCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/version/twice",
            Title = "A second version besides 1.0.0 is not ignored",
            Does = "Sends PATCHes with the lines Tus-Resumable: 1.0.0 and 99.0.0 in either order, and one with 1.0.0 twice.",
            Must = "The first two are refused and store no byte. The response to the repetition is recorded.",
            Why = "If a proxy keeps one line and the server reads the other, they use different versions.",
            Judges = ["A-02"],
            Needs = ["creation"],
            Run = TusCases.Run(Twice),
        },
        new()
        {
            Id = "tus/core/version/missing-on-delete",
            Title = "A DELETE without Tus-Resumable deletes nothing",
            Does = "Sends DELETE without Tus-Resumable to an upload.",
            Must = "The request is refused, usually with 412, and the upload still exists.",
            Why = "A crawler or a wrong script must not remove a file.",
            Judges = ["A-01"],
            Needs = ["creation", "termination"],
            Run = TusCases.Run(MissingOnDelete),
        },
        new()
        {
            Id = "tus/core/version/refusal-names-both",
            Title = "A refusal of a version names the version in use and the supported ones",
            Does = "Sends POST, HEAD, PATCH and DELETE with Tus-Resumable 99.0.0 and reads the responses' fields.",
            Must = "Each refusal has Tus-Resumable, as every response must; whether it has Tus-Version is recorded.",
            Why = "A client of another version has no other information.",
            Judges = ["TUS-009", "TUS-155"],
            Needs = ["creation"],
            Run = TusCases.Run(RefusalNamesBoth),
        },
        new()
        {
            Id = "tus/core/version/on-more-errors",
            Title = "Less common refusals name the version, too",
            Does = "Provokes a PATCH that is too long, one without a number, one to an unknown upload, and a DELETE of an unknown upload.",
            Must = "Tus-Resumable: 1.0.0 in each response.",
            Why = "The field distinguishes a refusal of the server from one of a proxy.",
            Judges = ["TUS-009", "TUS-010"],
            Needs = ["creation"],
            Run = TusCases.Run(OnMoreErrors),
        },
    ];

    private static async Task Twice(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        foreach (var (first, second) in new[] { ("1.0.0", "99.0.0"), ("99.0.0", "1.0.0") })
        {
            var subject = $"PATCH with Tus-Resumable '{first}' and '{second}'";
            var answer =
                await t.SendAsync(t.Patch(upload, 0, upload.From(0)).Set("Tus-Resumable", first).With("Tus-Resumable", second), upload.Url);
            if (!await t.UnchangedAsync(subject, answer, upload, 0, ["A-02"], ["A-02"]))
            {
                return;
            }
        }

        var same = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Tus-Resumable", "1.0.0"), upload.Url);
        t.Checks.Observe("PATCH with Tus-Resumable '1.0.0' twice", same.Outcome, "A-02");
    }

    private static async Task MissingOnDelete(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        t.Refused("DELETE without Tus-Resumable",
            await t.SendAsync(t.Request("DELETE", upload.Url).Without("Tus-Resumable").With("Content-Length", "0"), upload.Url), "A-01");
        await t.OffsetIsAsync("after it", upload, 0, "A-01");
    }

    private static async Task RefusalNamesBoth(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        WireRequest[] requests =
        [
            t.Post(5), t.Request("HEAD", upload.Url), t.Patch(upload, 0, upload.From(0)),
            .. t.Context.Capabilities.Offers("termination") ? new[] { t.Request("DELETE", upload.Url) } : [],
        ];
        foreach (var request in requests)
        {
            var url = request.Method == "POST" ? t.Endpoint : upload.Url;
            var answer = await t.SendAsync(request.Set("Tus-Resumable", "99.0.0"), url);
            t.Field($"{request.Method} in version 99.0.0 ({answer.Outcome})", answer, "Tus-Resumable", "1.0.0", "TUS-009");
            t.Checks.Observe($"Tus-Version of {request.Method} in version 99.0.0", TusCase.Quoted(answer["Tus-Version"]), "TUS-155");
        }
    }

    private static async Task OnMoreErrors(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var unknown = TusCase.Unknown(upload);
        Carries(t, "PATCH that is too long", await t.PatchAsync(upload, 0, t.Content(6)));
        Carries(t, "PATCH with the offset 'abc'", await t.SendAsync(t.Patch(upload.Url, "abc", upload.From(0)), upload.Url));
        Carries(t, "PATCH to an unknown upload", await t.SendAsync(t.Patch(unknown, "0", upload.From(0)), unknown));
        if (t.Context.Capabilities.Offers("termination"))
        {
            Carries(t, "DELETE of an unknown upload", await t.DeleteAsync(unknown));
        }
    }

    private static void Carries(TusCase t, string subject, Exchange answer) =>
        t.Field($"{subject} ({answer.Outcome})", answer, "Tus-Resumable", "1.0.0", "TUS-009", "TUS-010");
}
