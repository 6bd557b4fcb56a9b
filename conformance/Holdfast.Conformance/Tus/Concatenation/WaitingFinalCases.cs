using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Concatenation;

/// <summary>tus 1.0.0, Concatenation: final uploads that are requested before their parts are finished.</summary>
internal static class WaitingFinalCases
{
    private static readonly string[] Needed = ["creation", "concatenation", "concatenation-unfinished"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/concatenation-unfinished/step-by-step",
            Title = "A final upload has no offset until its last part is finished",
            Does = "Requests a final upload of two empty partial uploads and sends HEAD after each of four PATCHes that finish them.",
            Must = "No Upload-Offset, and the total Upload-Length, until the last byte; then both are the sum, and the content is in "
                + "order.",
            Why = "If the offset shows completion too early, the client deletes its source.",
            Judges = ["TUS-145", "TUS-148", "A-64", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(StepByStep),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/echo",
            Title = "A final upload with an unfinished part lists its parts",
            Does = "Requests a final upload of an unfinished and a finished partial upload, and reads Upload-Concat of HEAD.",
            Must = "The parts that were named, in order.",
            Why = "A client that returns must learn which parts are still missing.",
            Judges = ["TUS-149"],
            Needs = Needed,
            Run = TusCases.Run(Echo),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/late-length",
            Title = "A final upload reports its length as soon as it is known",
            Does = "Requests a final upload of two partial uploads, one without a length, then declares that length; sends HEAD before "
                + "and after.",
            Must = "No Upload-Length before, the sum after.",
            Why = "A progress bar needs the length, and a wrong length is worse than none.",
            Judges = ["TUS-148", "TUS-145", "A-64"],
            Needs = [.. Needed, "creation-defer-length"],
            Run = TusCases.Run(LateLength),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/patch",
            Title = "A PATCH to a final upload with an unfinished part is refused",
            Does = "Sends PATCHes at offset 0, with and without bytes, to a final upload with an unfinished part, then finishes the part.",
            Must = "403, and the final upload has the content of its parts.",
            Why = "It looks like an empty upload, and a client that lost its state treats it as one.",
            Judges = ["TUS-142", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(Patch),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/part-deleted",
            Title = "A final upload whose unfinished part is deleted never becomes complete",
            Does = "Requests a final upload of a finished and an unfinished partial upload, deletes the unfinished one, and sends HEAD "
                + "and GET for the final upload.",
            Must = "A 4xx, or still no Upload-Offset; GET does not succeed.",
            Why = "A final upload must never be complete while a part is missing.",
            Judges = ["A-64"],
            Needs = [.. Needed, "termination"],
            Run = TusCases.Run(PartDeleted),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/finished-part-deleted",
            Title = "A final upload whose finished part is deleted never becomes complete",
            Does = "Requests a final upload of a finished and an unfinished partial upload, deletes the finished one, finishes the other, "
                + "and sends HEAD for the final upload.",
            Must = "A 4xx, or still no Upload-Offset.",
            Why = "The completion of the last part triggers the concatenation, which must detect missing parts.",
            Judges = ["A-64"],
            Needs = [.. Needed, "termination"],
            Run = TusCases.Run(FinishedPartDeleted),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/part-fails-checksum",
            Title = "A part with a wrong checksum does not complete the final upload",
            Does = "Sends the last bytes of the last part with a wrong sha1, sends HEAD for the final upload, then sends them with the "
                + "correct one.",
            Must = "No Upload-Offset while the part is unfinished; then the final upload is complete and correct.",
            Why = "The bytes existed for a moment, and the server could have copied them.",
            Judges = ["A-64", "TUS-108", "TUS-129", "TUS-146", "TUS-132"],
            Needs = [.. Needed, "checksum"],
            Run = TusCases.Run(PartFailsChecksum),
        },
        new()
        {
            Id = "tus/concatenation-unfinished/download",
            Title = "A final upload with an unfinished part is not served as complete",
            Does = "Requests a final upload of a finished and an unfinished partial upload and sends GET.",
            Must = "No success response with the total number of bytes.",
            Why = "Zeros in place of a missing part look like a complete file.",
            Judges = ["A-64"],
            Needs = Needed,
            Run = TusCases.Run(Download),
        },
    ];

    private static async Task<Upload> WaitingAsync(TusCase t, params Upload[] parts) =>
        t.Created("Creating a final upload of unfinished parts", await t.CreateAsync(Parts.FinalOf(t, parts)),
            [.. parts.SelectMany(part => part.Content)]);

    private static async Task StepByStep(TusCase t)
    {
        Upload[] parts = [await Parts.PartialAsync(t, 6, 0), await Parts.PartialAsync(t, 4, 0)];
        var final = await WaitingAsync(t, parts);
        foreach (var (part, offset, count) in new[] { (0, 0, 3), (1, 0, 4), (0, 3, 2), (0, 5, 1) })
        {
            var head = await t.HeadWhenFreeAsync(final.Url);
            t.Absent($"HEAD before the PATCH of part {part + 1} at {offset}", head, "Upload-Offset", "TUS-145", "A-64");
            t.Field($"HEAD before the PATCH of part {part + 1} at {offset}", head, "Upload-Length", 10, "TUS-148");
            await t.AppendAsync(parts[part], offset, count);
        }

        await Parts.WholeAsync(t, "the final upload, after its last part is finished", final);
    }

    private static async Task Echo(TusCase t)
    {
        Upload[] parts = [await Parts.PartialAsync(t, 6, 3), await Parts.PartialAsync(t, 4, 4)];
        Parts.EchoIs(t, await t.HeadWhenFreeAsync((await WaitingAsync(t, parts)).Url), parts);
    }

    private static async Task LateLength(TusCase t)
    {
        var created = await t.CreateAsync(t.Post((string?)null).With("Upload-Defer-Length", "1").With("Upload-Concat", "partial"));
        var late = t.Created("Creating a partial upload of deferred length", created, t.Content(6));
        var final = await WaitingAsync(t, await Parts.PartialAsync(t, 4, 4), late);
        var before = await t.HeadWhenFreeAsync(final.Url);
        t.Absent("HEAD of a final upload of a part without length", before, "Upload-Length", "TUS-148");
        t.Absent("HEAD of a final upload of a part without length", before, "Upload-Offset", "TUS-145");
        var declared = await t.SendAsync(t.Patch(late, 0, late.From(0, 2)).With("Upload-Length", "6"), late.Url);
        if (!declared.IsSuccess)
        {
            throw t.Broken("Declaring the length of a partial upload", declared, "204", "TUS-036");
        }

        var after = await t.HeadWhenFreeAsync(final.Url);
        t.Field("HEAD of the final upload after the length was declared", after, "Upload-Length", 10, "TUS-148", "A-64");
        t.Absent("HEAD of the final upload after the length was declared", after, "Upload-Offset", "TUS-145");
    }

    private static async Task Patch(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 6, 3);
        var final = await WaitingAsync(t, part);
        if (!t.Status("PATCH to a final upload with unfinished parts", await t.PatchAsync(final, 0, "XXX"u8.ToArray()), [403], "TUS-142")
            || !t.Status("empty PATCH to a final upload with unfinished parts", await t.PatchAsync(final, 0, default), [403], "TUS-142"))
        {
            return;
        }

        await t.AppendAsync(part, 3, 3);
        await Parts.WholeAsync(t, "the final upload", final);
    }

    private static async Task PartDeleted(TusCase t)
    {
        var (whole, half) = (await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 6, 3));
        var final = await WaitingAsync(t, whole, half);
        await DeletedAsync(t, half);
        await NeverCompleteAsync(t, "the final upload after its unfinished part was deleted", final);
        var got = await t.SendAsync(t.Request("GET", final.Url), final.Url);
        t.Checks.Judge("GET of that final upload", "no success response with 10 bytes", got,
            $"{got.Outcome} with {got.Response?.Body.Length ?? 0} bytes", !IsServedWhole(got, final), "A-64");
    }

    private static async Task FinishedPartDeleted(TusCase t)
    {
        var (whole, half) = (await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 6, 3));
        var final = await WaitingAsync(t, whole, half);
        await DeletedAsync(t, whole);
        await t.AppendAsync(half, 3, 3);
        await NeverCompleteAsync(t, "the final upload after its finished part was deleted", final);
    }

    private static async Task DeletedAsync(TusCase t, Upload part)
    {
        if (await t.DeleteAsync(part.Url) is { IsSuccess: false } refused)
        {
            throw t.Broken("Deleting a partial upload", refused, "204", "TUS-123");
        }
    }

    private static async Task NeverCompleteAsync(TusCase t, string what, Upload final)
    {
        var head = await t.HeadWhenFreeAsync(final.Url);
        var isComplete =
            head["Upload-Offset"] is { } offset && (offset == head["Upload-Length"] || head.Number("Upload-Offset") == final.Length);
        var isOpen = head.IsClientError || (head.IsSuccess && !isComplete);
        t.Checks.Judge($"HEAD of {what}", "a 4xx, or not complete", head,
            $"{head.Outcome}, Upload-Offset {TusCase.Quoted(head["Upload-Offset"])}", isOpen, "A-64");
    }

    private static async Task PartFailsChecksum(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 6, 3);
        var final = await WaitingAsync(t, part);
        var wrong = t.Patch(part, 3, part.From(3)).With("Upload-Checksum", Checksum.Digests.Field("sha1", "other"u8));
        t.Refused("the last PATCH of the part with a wrong checksum", await t.SendAsync(wrong, part.Url), "TUS-108");
        await NeverCompleteAsync(t, "the final upload after it", final);
        var right = t.Patch(part, 3, part.From(3)).With("Upload-Checksum", Checksum.Digests.Field("sha1", part.From(3).Span));
        if (await t.SendAsync(right, part.Url) is { IsSuccess: false } refused)
        {
            throw t.Broken("Finishing the part with the correct checksum", refused, "204", "TUS-036");
        }

        await Parts.WholeAsync(t, "the final upload at the end", final);
    }

    private static async Task Download(TusCase t)
    {
        var final = await WaitingAsync(t, await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 6, 3));
        var got = await t.SendAsync(t.Request("GET", final.Url), final.Url);
        t.Checks.Judge("GET of a final upload with unfinished parts", "no success response with 10 bytes", got,
            $"{got.Outcome} with {got.Response?.Body.Length ?? 0} bytes", !IsServedWhole(got, final), "A-64");
    }

    private static bool IsServedWhole(Exchange got, Upload final) => got.IsSuccess && got.Response!.Body.Length >= final.Length;
}
