using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.Concatenation;

/// <summary>tus 1.0.0, Concatenation: a final and its parts after it was made.</summary>
internal static class FinalLifeCases
{
    private static readonly string[] Needed = ["creation", "concatenation"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/concatenation/patch-final-parts",
            Title = "A PATCH to a final upload does not change its parts",
            Does = "Sends PATCHes to a final upload, then sends HEAD for its parts and reads them.",
            Must = "403 each time; parts that still exist keep their offset and content.",
            Why = "If a final upload shares storage with its parts, writing to one changes the other.",
            Judges = ["TUS-080", "TUS-142", "TUS-143", "TUS-139"],
            Needs = Needed,
            Run = TusCases.Run(PatchFinalParts),
        },
        new()
        {
            Id = "tus/concatenation/patch-final-wrong-offset",
            Title = "A PATCH to a final upload is refused at any offset",
            Does = "Sends PATCHes to a final upload at offsets 1 and 999, and a chunked one at its end.",
            Must = "403 each time, not 409, because no other offset would be accepted.",
            Why = "409 tells the client to send HEAD and try again, endlessly.",
            Judges = ["TUS-080", "TUS-142"],
            Needs = Needed,
            Run = TusCases.Run(PatchFinalWrongOffset),
        },
        new()
        {
            Id = "tus/concatenation/patch-part-afterwards",
            Title = "A PATCH to a part after the concatenation does not change the final upload",
            Does = "Concatenates two partial uploads, sends PATCHes to the end and to the beginning of the first, and reads the final "
                + "upload.",
            Must = "Length, offset and content of the final upload do not change; the responses to the PATCHes are recorded.",
            Why = "Late retries of a part's PATCH are common.",
            Judges = ["TUS-080", "A-63", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(PatchPartAfterwards),
        },
        new()
        {
            Id = "tus/concatenation/parts-deleted",
            Title = "A final upload survives the deletion of its parts",
            Does = "Concatenates two partial uploads, deletes both, sends HEAD for the final upload and reads it.",
            Must = "Length, offset and content of the final upload do not change.",
            Why = "Clients delete the parts after the concatenation, and the specification allows servers to do so.",
            Judges = ["TUS-080", "A-63", "TUS-139", "TUS-129", "TUS-146", "TUS-132"],
            Needs = [.. Needed, "termination"],
            Run = TusCases.Run(PartsDeleted),
        },
        new()
        {
            Id = "tus/concatenation/deleted-meanwhile",
            Title = "A part that is deleted during its concatenation leaves a complete final upload or none",
            Does = "Sends the final's request and the DELETE of its second part at the same time, five times.",
            Must = "201 and a whole final, or a 4xx; never a final with a hole.",
            Why = "A cleanup that runs too early is a race that is not noticed until a file is opened.",
            Judges = ["A-63", "TUS-129"],
            Needs = [.. Needed, "termination"],
            Run = TusCases.Run(DeletedMeanwhile),
        },
    ];

    private static async Task<Upload[]> PairAsync(TusCase t) => [await Parts.PartialAsync(t, 5, 5), await Parts.PartialAsync(t, 4, 4)];

    private static async Task PatchFinalParts(TusCase t)
    {
        var parts = await PairAsync(t);
        var final = await Parts.FinalAsync(t, parts);
        if (!t.Status("PATCH at the end of a final upload", await t.PatchAsync(final, final.Length, "XXX"u8.ToArray()), [403], "TUS-142")
            || !t.Status("PATCH at the beginning of a final upload", await t.PatchAsync(final, 0, "XXX"u8.ToArray()), [403], "TUS-142"))
        {
            return;
        }

        foreach (var part in parts)
        {
            var head = await t.HeadWhenFreeAsync(part.Url);
            t.Checks.Observe("HEAD of a part after its concatenation", head.Outcome, "TUS-139");
            if (!head.Is(404, 410))
            {
                t.Field("HEAD of a part after PATCHes to the final upload", head, "Upload-Offset", part.Length, "TUS-143");
                await t.ContentIsAsync(part, "TUS-143");
            }
        }

        await t.ContentIsAsync(final, "TUS-143");
    }

    private static async Task PatchFinalWrongOffset(TusCase t)
    {
        var final = await Parts.FinalAsync(t, await PairAsync(t));
        foreach (var offset in new[] { 1, 999 })
        {
            if (!t.Status(
                $"PATCH at {offset} to a final upload of 9", await t.PatchAsync(final, offset, "X"u8.ToArray()), [403], "TUS-142"))
            {
                return;
            }
        }

        var chunked = t.Patch(final, 9, default).WithChunkedBody("XXX"u8.ToArray());
        t.Status("chunked PATCH at the end of a final upload", await t.SendAsync(chunked, final.Url), [403], "TUS-142");
    }

    private static async Task PatchPartAfterwards(TusCase t)
    {
        var parts = await PairAsync(t);
        var final = await Parts.FinalAsync(t, parts);
        t.Checks.Observe("PATCH at the end of a part", (await t.PatchAsync(parts[0], 5, "XX"u8.ToArray())).Outcome, "A-63");
        t.Checks.Observe("PATCH at the beginning of a part", (await t.PatchAsync(parts[0], 0, "XX"u8.ToArray())).Outcome, "A-63");
        await Parts.WholeAsync(t, "the final upload", final);
    }

    private static async Task PartsDeleted(TusCase t)
    {
        var parts = await PairAsync(t);
        var final = await Parts.FinalAsync(t, parts);
        foreach (var part in parts)
        {
            var deleted = await t.DeleteAsync(part.Url);
            t.Checks.Observe("DELETE of a part after its concatenation", deleted.Outcome, "TUS-139");
            t.Checks.Judge("Status of DELETE of a part", "204, or 404 or 410 if the server removes parts itself, or 403, 409 or 423",
                deleted, deleted.Is(204, 404, 410, 403, 409, 423), "A-63");
        }

        await Parts.WholeAsync(t, "the final upload after its parts were deleted", final);
    }

    private static async Task DeletedMeanwhile(TusCase t)
    {
        for (var round = 0; round < 5; round++)
        {
            var parts = await PairAsync(t);
            var creating = t.CreateAsync(Parts.FinalOf(t, parts));
            var deleting = t.DeleteAsync(parts[1].Url);
            var (created, deleted) = (await creating, await deleting);
            t.Checks.Observe($"Round {round + 1}", $"final {created.Outcome}, DELETE {deleted.Outcome}", "A-63");
            t.Checks.Judge($"Status of the final upload in round {round + 1}", "201 or a 4xx status", created,
                created.Is(201) || created.IsClientError, "A-63");
            if (created.Is(201) && t.Location(created) is { } url)
            {
                await WholeOrGoneAsync(t, new Upload(url, [.. parts.SelectMany(part => part.Content)]));
            }
        }
    }

    // If final uploads may wait for their parts, a part can be deleted between the creation and the concatenation, which the server must
    // then report.
    private static async Task WholeOrGoneAsync(TusCase t, Upload final)
    {
        var head = await t.HeadWhenFreeAsync(final.Url);
        var isWhole = head.IsSuccess && head.Number("Upload-Offset") == final.Length;
        var isOpen = head.IsClientError || (head.IsSuccess && head["Upload-Offset"] is null);
        t.Checks.Judge("HEAD of the final upload", $"offset {final.Length}, or a 4xx, or no offset", head,
            $"{head.Outcome}, Upload-Offset {TusCase.Quoted(head["Upload-Offset"])}", isWhole || isOpen, "A-63");
        if (isWhole || !isOpen)
        {
            // A final that is complete without one of its parts.
            t.Field("HEAD of the final upload", head, "Upload-Length", final.Length, "TUS-129");
        }

        if (isWhole)
        {
            await t.ContentIsAsync(final, "A-63");
        }
    }
}
