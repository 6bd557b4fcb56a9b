using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, Tus-Resumable and Tus-Version: negotiation of the protocol version.</summary>
internal static class VersionCases
{
    private const string Future = "99.0.0";

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/version/post-unsupported",
            Title = "A creation in an unsupported version is refused and creates nothing",
            Does = "Sends a correct POST whose Tus-Resumable says 99.0.0.",
            Must = "412 with Tus-Version, and no upload.",
            Why = "A server that accepts it creates an upload that a client of another version cannot finish.",
            Judges = ["TUS-011", "TUS-012", "TUS-013"],
            Needs = ["creation"],
            Run = TusCases.Run(Post),
        },
        new()
        {
            Id = "tus/core/version/patch-unsupported",
            Title = "A PATCH in an unsupported version is refused and appends nothing",
            Does = "Creates an upload, then sends five bytes with Tus-Resumable 99.0.0.",
            Must = "412 with Tus-Version; HEAD still reports offset 0.",
            Why = "Bytes stored under rules that the server does not know cannot be trusted.",
            Judges = ["TUS-011", "TUS-012", "TUS-013", "A-03-MUST"],
            Needs = ["creation"],
            Run = TusCases.Run(Patch),
        },
        new()
        {
            Id = "tus/core/version/head-unsupported",
            Title = "A HEAD in an unsupported version is refused",
            Does = "Creates an upload, then sends HEAD with Tus-Resumable 99.0.0.",
            Must = "412 with Tus-Version.",
            Why = "The client would trust an offset that was computed under other rules.",
            Judges = ["TUS-011", "TUS-012"],
            Needs = ["creation"],
            Run = TusCases.Run(Head),
        },
        new()
        {
            Id = "tus/core/version/delete-unsupported",
            Title = "A DELETE in an unsupported version is refused and deletes nothing",
            Does = "Creates an upload, then sends DELETE with Tus-Resumable 99.0.0.",
            Must = "412 with Tus-Version; the upload still exists.",
            Why = "A deletion cannot be undone.",
            Judges = ["TUS-011", "TUS-012", "TUS-013"],
            Needs = ["creation", "termination"],
            Run = TusCases.Run(Delete),
        },
        new()
        {
            Id = "tus/core/version/missing",
            Title = "POST and PATCH without Tus-Resumable are not executed",
            Does = "Sends a creation and an append without Tus-Resumable.",
            Must = "412 with Tus-Version is usual; never a success.",
            Why = "Without the field the request is not a tus request: a form submission must not be appended to an upload.",
            Judges = ["A-01"],
            Needs = ["creation"],
            Run = TusCases.Run(Missing),
        },
        new()
        {
            Id = "tus/core/version/near-miss",
            Title = "Versions similar to 1.0.0 are refused",
            Does = "Sends HEAD with Tus-Resumable 1.0, 1.0.1, 1.1.0 and 2.0.0.",
            Must = "412, because the version is an exact value, not a range.",
            Why = "A later version may change what an offset means.",
            Judges = ["A-02"],
            Needs = ["creation"],
            Run = TusCases.Run(NearMiss),
        },
        new()
        {
            Id = "tus/core/version/on-success",
            Title = "Every success response names the version in use",
            Does = "Creates, appends, sends HEAD, deletes if supported, and reads Tus-Resumable each time.",
            Must = "Tus-Resumable: 1.0.0 in each response.",
            Why = "Clients check the field before they trust the rest of the response.",
            Judges = ["TUS-009", "TUS-010"],
            Needs = ["creation"],
            Run = TusCases.Run(OnSuccess),
        },
        new()
        {
            Id = "tus/core/version/on-errors",
            Title = "Every error response names the version in use",
            Does = "Provokes an unknown upload, a wrong offset, a wrong media type, a bad length and an unsupported version.",
            Must = "Every response has Tus-Resumable, also errors.",
            Why = "The field distinguishes a refusal of the server from one of a proxy.",
            Judges = ["TUS-009", "TUS-010"],
            Needs = ["creation"],
            Run = TusCases.Run(OnErrors),
        },
    ];

    private static async Task Post(TusCase t)
    {
        var answer = await t.CreateAsync(t.Post(5).Set("Tus-Resumable", Future));
        Unsupported(t, "POST", answer);
        t.Absent("POST in version 99.0.0", answer, "Location", "TUS-013");
    }

    private static async Task Patch(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        Unsupported(t, "PATCH", await t.SendAsync(t.Patch(upload, 0, upload.From(0)).Set("Tus-Resumable", Future), upload.Url));
        await t.OffsetIsAsync("after the refused PATCH", upload, 0, "TUS-013", "A-03-MUST");
    }

    private static async Task Head(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        Unsupported(t, "HEAD", await t.SendAsync(t.Request("HEAD", upload.Url).Set("Tus-Resumable", Future), upload.Url));
    }

    private static async Task Delete(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        Unsupported(t, "DELETE", await t.SendAsync(t.Request("DELETE", upload.Url).Set("Tus-Resumable", Future), upload.Url));
        t.Status("HEAD after the refused DELETE", await t.HeadAsync(upload.Url), [200, 204], "TUS-013");
    }

    private static async Task Missing(TusCase t)
    {
        var post = await t.CreateAsync(t.Post(5).Without("Tus-Resumable"));
        t.Status("POST without Tus-Resumable", post, [412], "A-01");
        var upload = await t.NewUploadAsync(5);
        var patch = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).Without("Tus-Resumable"), upload.Url);
        await t.UnchangedAsync("PATCH without Tus-Resumable", patch, upload, 0, ["A-01"], ["A-01"], 412);
        var head = await t.SendAsync(t.Request("HEAD", upload.Url).Without("Tus-Resumable"), upload.Url);
        t.Checks.Observe("Status of HEAD without Tus-Resumable", head.Outcome, "A-01");
    }

    private static async Task NearMiss(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        foreach (var version in new[] { "1.0", "1.0.1", "1.1.0", "2.0.0" })
        {
            var answer = await t.SendAsync(t.Request("HEAD", upload.Url).Set("Tus-Resumable", version), upload.Url);
            t.Status($"HEAD with Tus-Resumable '{version}'", answer, [412], "A-02");
        }
    }

    private static async Task OnSuccess(TusCase t)
    {
        var created = await t.CreateAsync(t.Post(5));
        Carries(t, "the 201", created);
        var upload = await t.NewUploadAsync(5);
        Carries(t, "HEAD", await t.HeadAsync(upload.Url));
        Carries(t, "PATCH", await t.PatchAsync(upload, 0, upload.From(0)));
        if (t.Context.Capabilities.Offers("termination"))
        {
            Carries(t, "DELETE", await t.DeleteAsync((await t.NewUploadAsync(5)).Url));
        }
    }

    private static async Task OnErrors(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        Carries(t, "HEAD of an unknown upload", await t.HeadAsync(TusCase.Unknown(upload)));
        Carries(t, "PATCH at a wrong offset", await t.PatchAsync(upload, 3, upload.From(3)));
        Carries(t, "PATCH with another media type",
            await t.SendAsync(t.Patch(upload, 0, upload.From(0)).Set("Content-Type", "text/plain"), upload.Url));
        Carries(t, "POST with the length 'abc'", await t.CreateAsync(t.Post("abc")));
        Carries(t, "HEAD in version 99.0.0", await t.SendAsync(t.Request("HEAD", upload.Url).Set("Tus-Resumable", Future), upload.Url));
    }

    private static void Unsupported(TusCase t, string method, Exchange answer)
    {
        var subject = $"{method} in version {Future}";
        t.Status(subject, answer, [412], "TUS-011");
        if (answer.Response is { } response)
        {
            t.Checks.Judge(
                $"Tus-Version of {subject}", "a list with 1.0.0", TusCase.Quoted(answer["Tus-Version"]),
                response.Fields.List("Tus-Version").Contains("1.0.0"), "TUS-012");
        }
    }

    private static void Carries(TusCase t, string subject, Exchange answer) =>
        t.Field($"{subject} ({answer.Outcome})", answer, "Tus-Resumable", "1.0.0", "TUS-009", "TUS-010");
}
