using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.Concatenation;

/// <summary>tus 1.0.0, Concatenation: partial uploads, and their Upload-Concat.</summary>
internal static class PartialCases
{
    private static readonly string[] Needed = ["creation", "concatenation"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/concatenation/partial",
            Title = "A partial upload reports Upload-Offset and Upload-Concat at every stage",
            Does = "Creates a partial upload and sends HEAD at the beginning, in the middle and at the end.",
            Must = "Upload-Offset and Upload-Concat: partial each time.",
            Why = "Parts are resumed like any other upload; without an offset the client starts the part again.",
            Judges = ["TUS-144", "TUS-149", "TUS-150"],
            Needs = Needed,
            Run = TusCases.Run(Stages),
        },
        new()
        {
            Id = "tus/concatenation/ordinary",
            Title = "An ordinary upload is not marked as partial",
            Does = "Creates an upload without Upload-Concat beside a partial one and sends HEAD of both.",
            Must = "Only the partial has Upload-Concat.",
            Why = "A client that finds the mark waits for a final upload that is never requested.",
            Judges = ["TUS-149", "TUS-150"],
            Needs = Needed,
            Run = TusCases.Run(Ordinary),
        },
        new()
        {
            Id = "tus/concatenation/partial-malformed",
            Title = "A value that only starts with 'partial' is refused",
            Does = "Sends POST with Upload-Concat 'partial;', 'partial x', 'PARTIAL' and 'partials'.",
            Must = "A 4xx and no Location each time.",
            Why = "As an ordinary upload it could not become a part, and the client would find out only at the end.",
            Judges = ["TUS-151"],
            Needs = Needed,
            Run = TusCases.Run(Malformed),
        },
        new()
        {
            Id = "tus/concatenation/final-malformed",
            Title = "An Upload-Concat with wrong separators is refused",
            Does = "Sends POST with Upload-Concat 'final:url', 'final,url', 'final url' and 'final;url,url'.",
            Must = "A 4xx and no Location each time.",
            Why = "A final upload with fewer parts than the client named is a truncated file.",
            Judges = ["TUS-152"],
            Needs = Needed,
            Run = TusCases.Run(FinalMalformed),
        },
        new()
        {
            Id = "tus/concatenation/not-offered",
            Title = "A server without the concatenation extension that receives Upload-Concat",
            Does = "If concatenation is not announced, sends POST with Upload-Concat partial, then final; of that upload.",
            Must = "The request is refused or the field is ignored: no upload is reported as final. A server that does concatenate must "
                + "announce it.",
            Why = "If the server creates an empty ordinary upload instead of the final one, all parts are lost.",
            Judges = ["A-66", "TUS-126"],
            Needs = ["creation"],
            Run = TusCases.Run(NotOffered),
        },
    ];

    private static async Task Stages(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 7, 0);
        foreach (var offset in new[] { 0, 3, 7 })
        {
            if (offset > 0)
            {
                var before = offset == 3 ? 0 : 3;
                await t.AppendAsync(part, before, offset - before);
            }

            var head = await t.HeadWhenFreeAsync(part.Url);
            t.Field($"HEAD of a partial upload at {offset} of 7", head, "Upload-Offset", offset, "TUS-144");
            t.Field($"HEAD of a partial upload at {offset} of 7", head, "Upload-Concat", "partial", "TUS-149", "TUS-150");
        }
    }

    private static async Task Ordinary(TusCase t)
    {
        var (part, plain) = (await Parts.PartialAsync(t, 4, 0), await t.NewUploadAsync(4));
        t.Field("HEAD of a partial upload", await t.HeadAsync(part.Url), "Upload-Concat", "partial", "TUS-149");
        t.Absent("HEAD of an ordinary upload", await t.HeadAsync(plain.Url), "Upload-Concat", "TUS-150");
    }

    private static async Task Malformed(TusCase t)
    {
        foreach (var value in new[] { "partial;", "partial x", "PARTIAL", "partials" })
        {
            await RefusedAsync(t, t.Post(4).With("Upload-Concat", value), value, "TUS-151");
        }
    }

    private static async Task FinalMalformed(TusCase t)
    {
        var url = (await Parts.PartialAsync(t, 4, 4)).Url;
        foreach (var value in new[] { $"final:{url}", $"final,{url}", $"final {url}", $"final;{url},{url}" })
        {
            await RefusedAsync(t, t.Post((string?)null).With("Upload-Concat", value), value, "TUS-152");
        }
    }

    private static async Task RefusedAsync(TusCase t, Wire.WireRequest post, string value, string requirement)
    {
        var answer = await t.CreateAsync(post);
        t.Refused($"POST with Upload-Concat '{value}'", answer, requirement);
        t.Absent($"POST with Upload-Concat '{value}'", answer, "Location", requirement);
    }

    private static async Task NotOffered(TusCase t)
    {
        if (t.Context.Capabilities.Offers("concatenation"))
        {
            t.Checks.Observe("Extension concatenation", "announced, and judged by its own cases", "A-66", "TUS-126");
            return;
        }

        var created = await t.CreateAsync(t.Post(4).With("Upload-Concat", "partial"));
        t.Checks.Observe("POST of a partial upload, which is not announced", created.Outcome, "A-66");
        var part = new Upload(t.Location(created) ?? t.Endpoint.Resolve("holdfast-no-such-upload-0000")!, t.Content(4));
        if (created.Is(201))
        {
            await t.AppendAsync(part, 0, 4);
        }

        var final = await t.CreateAsync(Parts.FinalOf(t, part));
        t.Checks.Observe("POST of a final upload, which is not announced", final.Outcome, "A-66");
        var head = final.Is(201) && t.Location(final) is { } url ? await t.HeadWhenFreeAsync(url) : null;
        var concat = head?["Upload-Concat"];
        var works = concat is not null && head!.Number("Upload-Offset") == part.Length;
        t.Checks.Judge("Extension concatenation, which is not announced", "without effect",
            works ? "the final upload has 4 bytes" : "without effect", !works, "TUS-126");
        t.Checks.Judge("An upload that is reported as final", "none, or one with its parts' bytes", TusCase.Quoted(concat),
            works || concat?.StartsWith("final", StringComparison.OrdinalIgnoreCase) != true, "A-66");
    }
}
