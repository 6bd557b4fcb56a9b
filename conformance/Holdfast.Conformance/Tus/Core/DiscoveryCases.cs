using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, OPTIONS: the announced extensions, compared with the server's behaviour.</summary>
internal static class DiscoveryCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/options/keeps-its-word",
            Title = "Announced extensions work",
            Does = "Tries each announced extension that can be tested with one request: creation, creation-with-upload, "
                + "creation-defer-length, termination.",
            Must = "Each works. A server without extensions gets a warning that creation is missing (a SHOULD).",
            Why = "A client that trusts the list fails in the middle of an upload.",
            Judges = ["TUS-050", "TUS-051"],
            Run = TusCases.Run(KeepsItsWord),
        },
        new()
        {
            Id = "tus/core/options/on-an-upload",
            Title = "OPTIONS on an upload's URL returns the same, if it is supported",
            Does = "Sends OPTIONS to the URL of an upload at offset 3.",
            Must = "A success response has Tus-Version, and the upload does not change. A refusal is recorded, because the specification "
                + "mentions only the creation URL.",
            Why = "Browsers send a preflight there before each PATCH.",
            Judges = ["TUS-045"],
            Needs = ["creation"],
            Run = TusCases.Run(OnAnUpload),
        },
        new()
        {
            Id = "tus/core/options/repeatable",
            Title = "OPTIONS returns the same each time",
            Does = "Sends OPTIONS six times, each on its own connection.",
            Must = "The same Tus-Version and Tus-Extension each time.",
            Why = "Behind a load balancer with different servers, a client fails in the middle of an upload.",
            Judges = ["TUS-006", "TUS-014"],
            Run = TusCases.Run(Repeatable),
        },
    ];

    private static async Task KeepsItsWord(TusCase t)
    {
        var announced = t.Context.Capabilities;
        t.Checks.Judge("Extension creation", "announced", announced.Offers("creation") ? "announced" : "not announced",
            announced.Offers("creation"), "TUS-051");
        t.Checks.Observe("Announced extensions", string.Join(", ", announced.Extensions), "TUS-050");
        if (announced.Offers("creation"))
        {
            var created = await t.CreateAsync(t.Post(5));
            t.Status("POST, as creation is announced", created, [201], "TUS-050");
        }

        if (announced.Offers("creation-with-upload"))
        {
            t.Field("POST with bytes, as creation-with-upload is announced", await t.CreateAsync(t.PostWith(5, t.Content(5))),
                "Upload-Offset", 5, "TUS-050");
        }

        if (announced.Offers("creation-defer-length"))
        {
            var deferred = t.Post(null).With("Upload-Defer-Length", "1");
            t.Status("POST without a length, as creation-defer-length is announced", await t.CreateAsync(deferred), [201], "TUS-050");
        }

        if (announced.Offers("creation") && announced.Offers("termination"))
        {
            var upload = await t.NewUploadAsync(5);
            t.Status("DELETE, as termination is announced", await t.DeleteAsync(upload.Url), [204], "TUS-050");
        }
    }

    private static async Task OnAnUpload(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 3);
        var answer = await t.SendAsync(t.Request("OPTIONS", upload.Url), upload.Url);
        t.Checks.Observe("OPTIONS on an upload's URL", answer.Outcome, "TUS-045");
        if (answer.Is(200, 204))
        {
            var versions = answer.Response!.Fields.List("Tus-Version");
            t.Checks.Judge("Tus-Version of OPTIONS on an upload's URL", "a list with 1.0.0", TusCase.Quoted(answer["Tus-Version"]),
                versions.Contains("1.0.0"), "TUS-045");
        }

        await t.OffsetIsAsync("after it", upload, 3, "TUS-045");
    }

    private static async Task Repeatable(TusCase t)
    {
        var (versions, extensions) = (new List<string>(), new List<string>());
        for (var time = 0; time < 6; time++)
        {
            var answer = await t.SendAsync(t.Request("OPTIONS", t.Endpoint), t.Endpoint);
            versions.Add(TusCase.Quoted(answer["Tus-Version"]));
            extensions.Add(TusCase.Quoted(answer["Tus-Extension"]));
        }

        t.Checks.Judge("Tus-Version of six OPTIONS", "the same each time", string.Join(" and ", versions.Distinct()),
            versions.Distinct().Count() == 1, "TUS-006");
        t.Checks.Judge("Tus-Extension of six OPTIONS", "the same each time", string.Join(" and ", extensions.Distinct()),
            extensions.Distinct().Count() == 1, "TUS-014");
    }
}
