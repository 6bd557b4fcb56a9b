using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Concatenation;

/// <summary>tus 1.0.0, Concatenation: final uploads that are asked for before their parts are finished.</summary>
internal static class WaitingFinalCases
{
    private static readonly string[] Needed = ["creation", "concatenation", "concatenation-unfinished"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/concatenation-unfinished/step-by-step",
            Title = "A waiting final has no offset until its last part is finished",
            Does = "Asks for a final of two untouched partials and sends HEAD after each of four PATCHes that finish them.",
            Must = "No Upload-Offset and the whole Upload-Length until the last octet; then both are the sum, and the content is in order.",
            Why = "An offset that is complete too early lets a client delete its source.",
            Judges = ["TUS-145", "TUS-148", "A-64", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(StepByStep),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/echo",
            Title = "A waiting final tells its parts",
            Does = "Asks for a final of an unfinished and a finished partial and reads Upload-Concat of HEAD.",
            Must = "The parts that were named, in order.",
            Why = "A client that comes back has to learn which parts it still owes.",
            Judges = ["TUS-149"],
            Needs = Needed,
            Run = TusCases.Run(Echo),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/late-length",
            Title = "A waiting final tells its length as soon as it can be known",
            Does = "Asks for a final of two partials of which one has no length yet, declares that, and sends HEAD before and after.",
            Must = "No Upload-Length before, the sum after.",
            Why = "A progress bar needs the length, and a wrong one is worse than none.",
            Judges = ["TUS-148", "TUS-145", "A-64"],
            Needs = [.. Needed, "creation-defer-length"],
            Run = TusCases.Run(LateLength),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/patch",
            Title = "A PATCH to a waiting final is forbidden",
            Does = "Sends PATCHes at offset 0, with and without octets, to a final whose part is unfinished, then finishes the part.",
            Must = "403, and the final becomes what its parts are.",
            Why = "It looks like an empty upload, and a client that lost its notes treats it as one.",
            Judges = ["TUS-142", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(Patch),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/part-deleted",
            Title = "A final whose part is deleted never becomes complete",
            Does = "Asks for a final of a finished and an unfinished partial, deletes the unfinished one, and asks HEAD and GET of the final.",
            Must = "A 4xx, or still no Upload-Offset; GET does not succeed.",
            Why = "Complete with a hole is the one thing that a final must never be.",
            Judges = ["A-64"],
            Needs = [.. Needed, "termination"],
            Run = TusCases.Run(PartDeleted),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/finished-part-deleted",
            Title = "A final whose finished part is deleted never becomes complete",
            Does = "Asks for a final of a finished and an unfinished partial, deletes the finished one, finishes the other, and asks HEAD of the final.",
            Must = "A 4xx, or still no Upload-Offset.",
            Why = "The last part's completion triggers the joining; what is missing by then has to be noticed.",
            Judges = ["A-64"],
            Needs = [.. Needed, "termination"],
            Run = TusCases.Run(FinishedPartDeleted),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/part-fails-checksum",
            Title = "A part that fails its checksum does not complete the final",
            Does = "Sends the last octets of the last part with a wrong sha1, asks HEAD of the final, then sends them with the right one.",
            Must = "No Upload-Offset while the part is not finished; then the final is whole.",
            Why = "The octets were there for a moment, and the final could have taken them.",
            Judges = ["A-64", "TUS-108", "TUS-129", "TUS-146", "TUS-132"],
            Needs = [.. Needed, "checksum"],
            Run = TusCases.Run(PartFailsChecksum),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/download",
            Title = "A waiting final is not served as if it were whole",
            Does = "Asks for a final of a finished and an unfinished partial and sends GET.",
            Must = "No success with as many octets as the whole will have.",
            Why = "Zeros in place of a missing part look like a file.",
            Judges = ["A-64"],
            Needs = Needed,
            Run = TusCases.Run(Download),
        },
    ];

    private static async Task<TusUpload> WaitingAsync(TusCase t, params TusUpload[] parts) =>
        t.Made("Creating a final upload of unfinished parts", await t.CreateAsync(Parts.FinalOf(t, parts)), [.. parts.SelectMany(part => part.Content)]);

    private static async Task StepByStep(TusCase t)
    {
        TusUpload[] parts = [await Parts.PartialAsync(t, 6, 0), await Parts.PartialAsync(t, 4, 0)];
        var final = await WaitingAsync(t, parts);
        foreach (var (part, offset, count) in new[] { (0, 0, 3), (1, 0, 4), (0, 3, 2), (0, 5, 1) })
        {
            var head = await t.HeadWhenFreeAsync(final.Url);
            t.Absent($"HEAD before the PATCH of part {part + 1} at {offset}", head, "Upload-Offset", "TUS-145", "A-64");
            t.Field($"HEAD before the PATCH of part {part + 1} at {offset}", head, "Upload-Length", 10, "TUS-148");
            await t.AppendAsync(parts[part], offset, count);
        }

        await Parts.WholeAsync(t, "the final, once its last part is finished", final);
    }

    private static async Task Echo(TusCase t)
    {
        TusUpload[] parts = [await Parts.PartialAsync(t, 6, 3), await Parts.PartialAsync(t, 4, 4)];
        Parts.EchoIs(t, await t.HeadWhenFreeAsync((await WaitingAsync(t, parts)).Url), parts);
    }

    private static async Task LateLength(TusCase t)
    {
        var created = await t.CreateAsync(t.Post((string?)null).With("Upload-Defer-Length", "1").With("Upload-Concat", "partial"));
        var late = t.Made("Creating a partial upload of deferred length", created, t.Content(6));
        var final = await WaitingAsync(t, await Parts.PartialAsync(t, 4, 4), late);
        var before = await t.HeadWhenFreeAsync(final.Url);
        t.Absent("HEAD of a final of a part without length", before, "Upload-Length", "TUS-148");
        t.Absent("HEAD of a final of a part without length", before, "Upload-Offset", "TUS-145");
        var declared = await t.SendAsync(t.Patch(late, 0, late.From(0, 2)).With("Upload-Length", "6"), late.Url);
        if (!declared.IsSuccess)
        {
            throw t.Broken("Declaring the length of a partial upload", declared, "204", "TUS-036");
        }

        var after = await t.HeadWhenFreeAsync(final.Url);
        t.Field("HEAD of the final after the length was declared", after, "Upload-Length", 10, "TUS-148", "A-64");
        t.Absent("HEAD of the final after the length was declared", after, "Upload-Offset", "TUS-145");
    }

    private static async Task Patch(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 6, 3);
        var final = await WaitingAsync(t, part);
        if (!t.Status("PATCH to a waiting final", await t.PatchAsync(final, 0, "XXX"u8.ToArray()), [403], "TUS-142")
            || !t.Status("empty PATCH to a waiting final", await t.PatchAsync(final, 0, default), [403], "TUS-142"))
        {
            return;
        }

        await t.AppendAsync(part, 3, 3);
        await Parts.WholeAsync(t, "the final", final);
    }

    private static async Task PartDeleted(TusCase t)
    {
        var (whole, half) = (await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 6, 3));
        var final = await WaitingAsync(t, whole, half);
        await DeletedAsync(t, half);
        await NeverCompleteAsync(t, "the final after its unfinished part was deleted", final);
        var got = await t.SendAsync(t.Request("GET", final.Url), final.Url);
        t.Checks.Judge("GET of that final", "no success with 10 octets", got, $"{got.Outcome} with {got.Response?.Body.Length ?? 0} octets", !IsServedWhole(got, final), "A-64");
    }

    private static async Task FinishedPartDeleted(TusCase t)
    {
        var (whole, half) = (await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 6, 3));
        var final = await WaitingAsync(t, whole, half);
        await DeletedAsync(t, whole);
        await t.AppendAsync(half, 3, 3);
        await NeverCompleteAsync(t, "the final after its finished part was deleted", final);
    }

    private static async Task DeletedAsync(TusCase t, TusUpload part)
    {
        if (await t.DeleteAsync(part.Url) is { IsSuccess: false } refused)
        {
            throw t.Broken("Deleting a partial upload", refused, "204", "TUS-123");
        }
    }

    private static async Task NeverCompleteAsync(TusCase t, string what, TusUpload final)
    {
        var head = await t.HeadWhenFreeAsync(final.Url);
        var isComplete = head["Upload-Offset"] is { } offset && (offset == head["Upload-Length"] || head.Number("Upload-Offset") == final.Length);
        var isOpen = head.IsClientError || (head.IsSuccess && !isComplete);
        t.Checks.Judge($"HEAD of {what}", "a 4xx, or not complete", head, $"{head.Outcome}, Upload-Offset {TusCase.Quoted(head["Upload-Offset"])}", isOpen, "A-64");
    }

    private static async Task PartFailsChecksum(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 6, 3);
        var final = await WaitingAsync(t, part);
        var wrong = t.Patch(part, 3, part.From(3)).With("Upload-Checksum", Checksum.Digests.Field("sha1", "other"u8));
        t.Refused("the last PATCH of the part with a wrong sum", await t.SendAsync(wrong, part.Url), "TUS-108");
        await NeverCompleteAsync(t, "the final after it", final);
        var right = t.Patch(part, 3, part.From(3)).With("Upload-Checksum", Checksum.Digests.Field("sha1", part.From(3).Span));
        if (await t.SendAsync(right, part.Url) is { IsSuccess: false } refused)
        {
            throw t.Broken("Finishing the part with the right sum", refused, "204", "TUS-036");
        }

        await Parts.WholeAsync(t, "the final in the end", final);
    }

    private static async Task Download(TusCase t)
    {
        var final = await WaitingAsync(t, await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 6, 3));
        var got = await t.SendAsync(t.Request("GET", final.Url), final.Url);
        t.Checks.Judge("GET of a waiting final", "no success with 10 octets", got, $"{got.Outcome} with {got.Response?.Body.Length ?? 0} octets", !IsServedWhole(got, final), "A-64");
    }

    private static bool IsServedWhole(Exchange got, TusUpload final) => got.IsSuccess && got.Response!.Body.Length >= final.Length;
}
