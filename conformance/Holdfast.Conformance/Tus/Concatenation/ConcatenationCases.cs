using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.Concatenation;

/// <summary>tus 1.0.0, Concatenation.</summary>
internal static class ConcatenationCases
{
    private static readonly string[] Needed = ["creation", "concatenation"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/concatenation/final",
            Title = "Partial uploads are concatenated in the given order",
            Does = "Uploads two partial uploads and concatenates the second before the first; sends HEAD for all three and reads the "
                + "final upload.",
            Must = "201; length and offset of the final upload are the sum, all three repeat Upload-Concat, and the content is in the "
                + "given order.",
            Why = "Parallel uploads depend on this; a wrong order gives a broken file that looks complete.",
            Judges = ["TUS-080", "TUS-144", "TUS-149", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(Final),
        },
        new()
        {
            Id = "tus/concatenation/patch-final",
            Title = "A PATCH to a final upload is refused and changes nothing",
            Does = "Concatenates two partial uploads and sends PATCHes to the final upload, with and without bytes.",
            Must = "403 each time; length and content of the final upload do not change.",
            Why = "A final upload must not change after the concatenation.",
            Judges = ["TUS-080", "TUS-142", "TUS-143"],
            Needs = Needed,
            Run = TusCases.Run(PatchFinal),
        },
        new()
        {
            Id = "tus/concatenation/metadata",
            Title = "The final upload does not inherit the metadata of its parts",
            Does = "Concatenates partial uploads with metadata; the request for the final upload has other metadata.",
            Must = "HEAD of the final upload returns its own metadata, and none of the parts'.",
            Why = "The metadata of a part describes the part, not the file.",
            Judges = ["TUS-137", "TUS-077"],
            Needs = Needed,
            Run = TusCases.Run(OwnMetadata),
        },
        new()
        {
            Id = "tus/concatenation/malformed",
            Title = "A malformed Upload-Concat is refused",
            Does = "Sends POST with Upload-Concat Partial, final, 'final;' and FINAL;url.",
            Must = "A 4xx and no Location.",
            Why = "If the server creates an ordinary upload instead, the parts are never concatenated.",
            Judges = ["TUS-151", "TUS-152"],
            Needs = Needed,
            Run = TusCases.Run(Malformed),
        },
        new()
        {
            Id = "tus/concatenation/unknown-part",
            Title = "A final upload with a part that does not exist is refused",
            Does = "Requests a final upload of a finished partial upload and a URL that was never created, then of one on another host.",
            Must = "A 4xx and no Location to the first; the response to the second is recorded.",
            Why = "A final upload with a missing part looks complete to every client.",
            Judges = ["A-62"],
            Needs = Needed,
            Run = TusCases.Run(UnknownPart),
        },
        new()
        {
            Id = "tus/concatenation/unfinished-part",
            Title = "An unfinished part is refused, unless concatenation-unfinished is announced",
            Does = "Requests a final upload of a finished and an unfinished partial upload.",
            Must = "A 4xx and no Location where concatenation-unfinished is not announced; with it, 201 and no offset until the part is "
                + "finished.",
            Why = "A final upload must never be complete while bytes of a part are missing.",
            Judges = ["TUS-136", "TUS-145", "TUS-148", "TUS-146"],
            Needs = Needed,
            Run = TusCases.Run(UnfinishedPart),
        },
        new()
        {
            Id = "tus/concatenation/reuse",
            Title = "A part is used twice, or that is refused",
            Does = "Concatenates one partial upload with itself, then creates a second final upload of it.",
            Must = "201 with the doubled length and content, or a 4xx; never a truncated result.",
            Why = "The specification allows this, so clients do it.",
            Judges = ["A-62", "TUS-129", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(Reuse),
        },
        new()
        {
            Id = "tus/concatenation/contradicting-length",
            Title = "An Upload-Length in the request for a final upload does not replace the sum",
            Does = "Concatenates two partials with an Upload-Length of 3 in the final's request.",
            Must = "A 4xx, or a final upload whose length is the sum.",
            Why = "Clients must not send it, so a server must not use it.",
            Judges = ["A-62", "TUS-129"],
            Needs = Needed,
            Run = TusCases.Run(ContradictingLength),
        },
    ];

    private static async Task Final(TusCase t)
    {
        var (first, second) = (await Parts.PartialAsync(t, 7, 7), await Parts.PartialAsync(t, 5, 5));
        var part = await t.HeadAsync(first.Url);
        t.Field("HEAD of a partial upload", part, "Upload-Offset", 7, "TUS-144");
        t.Field("HEAD of a partial upload", part, "Upload-Concat", "partial", "TUS-149");
        var final = await Parts.FinalAsync(t, second, first);

        var head = await t.HeadAsync(final.Url);
        t.Field("HEAD of the final upload", head, "Upload-Length", 12, "TUS-129", "TUS-146");
        t.Field("HEAD of the final upload", head, "Upload-Offset", 12, "TUS-146");
        Parts.EchoIs(t, head, second, first);
        await t.ContentIsAsync(final, "TUS-132");
    }

    private static async Task PatchFinal(TusCase t)
    {
        var parts = new[] { await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 4, 4) };
        var final = await Parts.FinalAsync(t, parts);
        if (t.Status("PATCH past the end of a final upload", await t.PatchAsync(final, 8, t.Content(t.Chunk(1))), [403], "TUS-142")
            && t.Status("empty PATCH to a final upload", await t.PatchAsync(final, 8, default), [403], "TUS-142")
            && t.Status("PATCH at offset 0 to a final upload", await t.PatchAsync(final, 0, t.Content(t.Chunk(8))), [403], "TUS-142")
            && await t.OffsetIsAsync("of the final upload afterwards", final, 8, "TUS-143"))
        {
            await t.ContentIsAsync(final, "TUS-143");
        }
    }

    private static async Task OwnMetadata(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 4, 4, "part YQ==");
        var created = await t.CreateAsync(Parts.FinalOf(t, part).With("Upload-Metadata", "whole Yg=="));
        var final = t.Created("Creating a final upload", created, part.Content);
        var metadata = (await t.HeadAsync(final.Url))["Upload-Metadata"];
        t.Checks.Judge("Metadata of the final upload", "without the part's key", TusCase.Quoted(metadata),
            metadata?.Contains("part", StringComparison.Ordinal) != true, "TUS-137");
        t.Checks.Judge("Metadata of the final upload", "'whole Yg=='", TusCase.Quoted(metadata), metadata == "whole Yg==", "TUS-077");
    }

    private static async Task Malformed(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 4, 4);
        var partial = await t.CreateAsync(t.Post(4).With("Upload-Concat", "Partial"));
        t.Refused("POST with Upload-Concat 'Partial'", partial, "TUS-151");
        foreach (var value in new[] { "final", "final;", $"FINAL;{part.Url}" })
        {
            var answer = await t.CreateAsync(t.Post((string?)null).With("Upload-Concat", value));
            t.Refused($"POST with Upload-Concat '{value}'", answer, "TUS-152");
            t.Absent($"POST with Upload-Concat '{value}'", answer, "Location", "TUS-152");
        }
    }

    private static async Task UnknownPart(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 4, 4);
        var unknown = part with { Url = TusCase.Unknown(part) };
        var answer = await t.CreateAsync(Parts.FinalOf(t, part, unknown));
        t.Refused("POST of a final upload with an unknown part", answer, "A-62");
        t.Absent("POST of a final upload with an unknown part", answer, "Location", "A-62");
        var elsewhere = await t.CreateAsync(t.Post((string?)null).With("Upload-Concat", $"final;http://holdfast.invalid{part.Url.Target}"));
        t.Checks.Observe("POST of a final upload with a part on another host", elsewhere.Outcome, "A-62");
    }

    private static async Task UnfinishedPart(TusCase t)
    {
        var first = t.Chunk(3);
        var (whole, half) = (await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, first + 3, first));
        var created = await t.CreateAsync(Parts.FinalOf(t, whole, half));
        if (!t.Context.Capabilities.Offers("concatenation-unfinished"))
        {
            t.Refused("POST of a final upload with an unfinished part", created, "TUS-136");
            t.Absent("POST of a final upload with an unfinished part", created, "Location", "TUS-136");
            return;
        }

        t.Status("POST of a final upload with an unfinished part", created, [201], "TUS-136");
        if (created.Status != 201 || t.Location(created) is not { } url)
        {
            return;
        }

        var waiting = await t.HeadAsync(url);
        t.Absent("HEAD of a final upload with unfinished parts", waiting, "Upload-Offset", "TUS-145");
        t.Field("HEAD of a final upload with unfinished parts", waiting, "Upload-Length", 4 + half.Length, "TUS-148");
        await t.AppendAsync(half, first, 3);
        var final = new Upload(url, [.. whole.Content, .. half.Content]);
        await t.OffsetIsAsync("of the final upload, after its last part is finished", final, final.Length, "TUS-146");
        await t.ContentIsAsync(final, "TUS-146");
    }

    private static async Task Reuse(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 6, 6);
        foreach (var parts in new Upload[][] { [part, part], [part] })
        {
            var created = await t.CreateAsync(Parts.FinalOf(t, parts));
            t.Checks.Observe($"POST of a final upload that uses a part {(parts.Length == 2 ? "twice" : "again")}", created.Outcome, "A-62");
            if (created.Status != 201 || t.Location(created) is not { } url)
            {
                continue;
            }

            var final = new Upload(url, [.. parts.SelectMany(one => one.Content)]);
            t.Field("HEAD of that final upload", await t.HeadAsync(url), "Upload-Length", final.Length, "TUS-129");
            await t.ContentIsAsync(final, "TUS-132");
        }
    }

    private static async Task ContradictingLength(TusCase t)
    {
        var parts = new[] { await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 4, 4) };
        var created = await t.CreateAsync(Parts.FinalOf(t, parts).With("Upload-Length", "3"));
        t.Checks.Observe("POST of a final upload with a length", created.Outcome, "A-62");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            t.Field("HEAD of that final upload", await t.HeadAsync(url), "Upload-Length", 8, "TUS-129");
        }
    }
}
