using Holdfast.Conformance.Engine;

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
            Title = "Partial uploads become one upload, in the order that is given",
            Does = "Uploads two partials and concatenates the second before the first; asks HEAD of all three and reads the final.",
            Must = "201; the final's length is the sum and its offset the same, Upload-Concat is repeated on all, the content is in the order given.",
            Why = "Parallel uploads are put together by this; a wrong order is a broken file that looks right.",
            Judges = ["TUS-080", "TUS-144", "TUS-149", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(Final),
        },
        new()
        {
            Id = "tus/concatenation/patch-final",
            Title = "A PATCH to a final upload is forbidden and changes nothing",
            Does = "Concatenates two partials and sends PATCHes to the final, with and without octets.",
            Must = "403 each time; the final keeps its length and content.",
            Why = "What was put together must not be written into.",
            Judges = ["TUS-080", "TUS-142", "TUS-143"],
            Needs = Needed,
            Run = TusCases.Run(PatchFinal),
        },
        new()
        {
            Id = "tus/concatenation/metadata",
            Title = "The final does not inherit the metadata of its parts",
            Does = "Concatenates partials that carry metadata, with metadata of its own in the final's request.",
            Must = "HEAD of the final shows its own metadata and none of the parts'.",
            Why = "The parts' metadata describes parts.",
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
            Why = "An ordinary upload in place of a part, or of the whole, is a file that is never put together.",
            Judges = ["TUS-151", "TUS-152"],
            Needs = Needed,
            Run = TusCases.Run(Malformed),
        },
        new()
        {
            Id = "tus/concatenation/unknown-part",
            Title = "A part that does not exist is refused",
            Does = "Asks to concatenate a finished partial and a URL that nobody created, then one of another host.",
            Must = "A 4xx and no Location for the first; what the second gets is recorded.",
            Why = "A final with a hole is complete in the eyes of everybody.",
            Judges = ["A-62"],
            Needs = Needed,
            Run = TusCases.Run(UnknownPart),
        },
        new()
        {
            Id = "tus/concatenation/unfinished-part",
            Title = "A part that is not finished is refused, unless that is offered",
            Does = "Asks to concatenate a finished and an unfinished partial.",
            Must = "A 4xx and no Location where concatenation-unfinished is not announced; with it, 201 and no offset until the part is finished.",
            Why = "A final must never be complete with a hole in it.",
            Judges = ["TUS-136", "TUS-145", "TUS-148", "TUS-146"],
            Needs = Needed,
            Run = TusCases.Run(UnfinishedPart),
        },
        new()
        {
            Id = "tus/concatenation/reuse",
            Title = "A part may be used twice, or that is refused cleanly",
            Does = "Concatenates one partial with itself, then makes a second final of it.",
            Must = "201 with the doubled length and content, or a 4xx; never a truncated result.",
            Why = "The text allows it to clients, so they do it.",
            Judges = ["A-62", "TUS-129", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(Reuse),
        },
        new()
        {
            Id = "tus/concatenation/contradicting-length",
            Title = "A length in the final's request does not win over the sum",
            Does = "Concatenates two partials with an Upload-Length of 3 in the final's request.",
            Must = "A 4xx, or a final whose length is the sum.",
            Why = "Clients must not send it, so a server must not believe it.",
            Judges = ["A-62", "TUS-129"],
            Needs = Needed,
            Run = TusCases.Run(ContradictingLength),
        },
    ];

    private static async Task Final(TusCase t)
    {
        var (first, second) = (await Parts.PartialAsync(t, 7, 7), await Parts.PartialAsync(t, 5, 5));
        var part = await t.HeadAsync(first.Url);
        t.Field("HEAD of a partial", part, "Upload-Offset", 7, "TUS-144");
        t.Field("HEAD of a partial", part, "Upload-Concat", "partial", "TUS-149");
        var final = await Parts.FinalAsync(t, second, first);

        var head = await t.HeadAsync(final.Url);
        t.Field("HEAD of the final", head, "Upload-Length", 12, "TUS-129", "TUS-146");
        t.Field("HEAD of the final", head, "Upload-Offset", 12, "TUS-146");
        Parts.EchoIs(t, head, second, first);
        await t.ContentIsAsync(final, "TUS-132");
    }

    private static async Task PatchFinal(TusCase t)
    {
        var parts = new[] { await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 4, 4) };
        var final = await Parts.FinalAsync(t, parts);
        if (t.Status("PATCH past the end of a final", await t.PatchAsync(final, 8, t.Content(t.Chunk(1))), [403], "TUS-142")
            && t.Status("empty PATCH to a final", await t.PatchAsync(final, 8, default), [403], "TUS-142")
            && t.Status("PATCH at offset 0 to a final", await t.PatchAsync(final, 0, t.Content(t.Chunk(8))), [403], "TUS-142")
            && await t.OffsetIsAsync("of the final afterwards", final, 8, "TUS-143"))
        {
            await t.ContentIsAsync(final, "TUS-143");
        }
    }

    private static async Task OwnMetadata(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 4, 4, "part YQ==");
        var created = await t.CreateAsync(Parts.FinalOf(t, part).With("Upload-Metadata", "whole Yg=="));
        var final = t.Made("Creating a final upload", created, part.Content);
        var metadata = (await t.HeadAsync(final.Url))["Upload-Metadata"];
        t.Checks.Judge("Metadata of the final", "without the part's key", TusCase.Quoted(metadata), metadata?.Contains("part", StringComparison.Ordinal) != true, "TUS-137");
        t.Checks.Judge("Metadata of the final", "'whole Yg=='", TusCase.Quoted(metadata), metadata == "whole Yg==", "TUS-077");
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
        var nobody = part with { Url = TusCase.Unknown(part) };
        var answer = await t.CreateAsync(Parts.FinalOf(t, part, nobody));
        t.Refused("POST of a final with an unknown part", answer, "A-62");
        t.Absent("POST of a final with an unknown part", answer, "Location", "A-62");
        var elsewhere = await t.CreateAsync(t.Post((string?)null).With("Upload-Concat", $"final;http://holdfast.invalid{part.Url.Target}"));
        t.Checks.Observe("POST of a final with a part on another host", elsewhere.Outcome, "A-62");
    }

    private static async Task UnfinishedPart(TusCase t)
    {
        var first = t.Chunk(3);
        var (whole, half) = (await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, first + 3, first));
        var created = await t.CreateAsync(Parts.FinalOf(t, whole, half));
        if (!t.Context.Capabilities.Offers("concatenation-unfinished"))
        {
            t.Refused("POST of a final with an unfinished part", created, "TUS-136");
            t.Absent("POST of a final with an unfinished part", created, "Location", "TUS-136");
            return;
        }

        t.Status("POST of a final with an unfinished part", created, [201], "TUS-136");
        if (created.Status != 201 || t.Location(created) is not { } url)
        {
            return;
        }

        var waiting = await t.HeadAsync(url);
        t.Absent("HEAD of a waiting final", waiting, "Upload-Offset", "TUS-145");
        t.Field("HEAD of a waiting final", waiting, "Upload-Length", 4 + half.Length, "TUS-148");
        await t.AppendAsync(half, first, 3);
        var final = new TusUpload(url, [.. whole.Content, .. half.Content]);
        await t.OffsetIsAsync("of the final, once its last part is finished", final, final.Length, "TUS-146");
        await t.ContentIsAsync(final, "TUS-146");
    }

    private static async Task Reuse(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 6, 6);
        foreach (var parts in new TusUpload[][] { [part, part], [part] })
        {
            var created = await t.CreateAsync(Parts.FinalOf(t, parts));
            t.Checks.Observe($"POST of a final that uses a part {(parts.Length == 2 ? "twice" : "again")}", created.Outcome, "A-62");
            if (created.Status != 201 || t.Location(created) is not { } url)
            {
                continue;
            }

            var final = new TusUpload(url, [.. parts.SelectMany(one => one.Content)]);
            t.Field("HEAD of that final", await t.HeadAsync(url), "Upload-Length", final.Length, "TUS-129");
            await t.ContentIsAsync(final, "TUS-132");
        }
    }

    private static async Task ContradictingLength(TusCase t)
    {
        var parts = new[] { await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 4, 4) };
        var created = await t.CreateAsync(Parts.FinalOf(t, parts).With("Upload-Length", "3"));
        t.Checks.Observe("POST of a final with a length", created.Outcome, "A-62");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            t.Field("HEAD of that final", await t.HeadAsync(url), "Upload-Length", 8, "TUS-129");
        }
    }
}
