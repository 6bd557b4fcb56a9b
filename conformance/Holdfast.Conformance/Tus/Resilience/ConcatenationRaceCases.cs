using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus.Concatenation;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Resilience;

/// <summary>Final uploads that are requested while their parts are still changing (tus 1.0.0, Concatenation).</summary>
internal static class ConcatenationRaceCases
{
    private const int Bytes = 4000;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private static readonly string[] Needed = ["creation", "concatenation"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/resilience/concatenation/while-written",
            Title = "A final upload that is requested while a part is being written has no gap",
            Does = "Stalls the last PATCH of a part half way, requests the final upload of it and a finished part, lets the PATCH end, "
                + "finishes the part, and requests it again.",
            Must = "The first request is refused or creates a final upload that waits; in the end a final upload has the sum of the "
                + "lengths and the content of both parts in order.",
            Why = "A client requests the final upload as soon as it believes that its parts are finished. A gap in the middle of the file "
                + "may be found years later.",
            Judges = ["A-63", "TUS-129", "TUS-146", "TUS-132", "TUS-038", "TUS-040"],
            Needs = Needed,
            TimeLimit = TimeSpan.FromSeconds(90),
            Stalls = 1,
            Rank = 2,
            Run = TusCases.Run(WhileWritten),
        },
        new()
        {
            Id = "tus/resilience/concatenation/part-patched",
            Title = "A PATCH to a part during its concatenation does not change the final upload",
            Does = "Five times: requests a final upload of two finished parts, sends a PATCH with more bytes to the first part at the "
                + "same time and again after it, then reads the final upload.",
            Must = "The final upload is refused, or has the sum of the lengths and the content of both parts in order.",
            Why = "If a store links its parts instead of copying them, a late PATCH changes a finished file.",
            Judges = ["A-63", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            TimeLimit = TimeSpan.FromSeconds(60),
            Rank = 3,
            Run = TusCases.Run(t => RacesAsync(
                t, (upload, parts) => upload.SendAsync(upload.Patch(parts[0], parts[0].Length, upload.Content(10)), parts[0].Url))),
        },
        new()
        {
            Id = "tus/resilience/concatenation/part-deleted",
            Title = "A DELETE of a part during its concatenation leaves a complete final upload, or none",
            Does = "Five times: requests a final upload of two finished parts, deletes the first part at the same time and again after "
                + "it, then reads the final upload.",
            Must = "The final upload is refused, or has the sum of the lengths and the content of both parts in order.",
            Why = "Clients delete their parts as soon as they have requested the final upload. The result must not be half a file.",
            Judges = ["A-63", "TUS-129", "TUS-146", "TUS-132"],
            Needs = [.. Needed, "termination"],
            TimeLimit = TimeSpan.FromSeconds(60),
            Rank = 3,
            Run = TusCases.Run(t => RacesAsync(t, (upload, parts) => upload.DeleteAsync(parts[0].Url))),
        },
    ];

    private static async Task WhileWritten(TusCase t)
    {
        var first = t.Chunk(Bytes);
        var done = await Parts.PartialAsync(t, Bytes, Bytes);
        var written = await Parts.PartialAsync(t, first + Bytes, first);
        byte[] content = [.. done.Content, .. written.Content];
        var link = await t.NewLinkAsync(written);
        await using var connection = await t.Context.ConnectAsync(written.Url, link);
        var patch = t.Patch(written, first, written.From(first));
        await t.SendPartAsync(connection, patch, Bytes / 2);
        await t.LetArriveAsync(written.Url, link);
        var held = Toxic.Bandwidth(0) with { Name = "held", Stream = ToxicStream.Upstream };
        await link.AddAsync(held, t.Cancellation);
        await connection.SendAsync(patch.Body[(Bytes / 2)..], "body", t.Cancellation);
        var early = await t.CreateAsync(Parts.FinalOf(t, done, written));
        var waits = t.Context.Capabilities.Offers("concatenation-unfinished")
            ? "201 or a 4xx status" : "a 4xx status, or 201 for a final upload without a gap";
        t.Checks.Judge("A final upload of a part that is being written", waits, early, early.Is(201) || early.IsClientError, "A-63");
        if (early.Is(201) && t.Location(early) is { } made)
        {
            var head = await t.HeadWhenFreeAsync(made);
            t.Checks.Judge("HEAD of the final upload before its part is finished", $"no offset of {content.Length}", head,
                $"{head.Outcome}, Upload-Offset {TusCase.Quoted(head["Upload-Offset"])}", head.Number("Upload-Offset") != content.Length,
                "A-63");
        }

        await link.RemoveAsync(held.Name, t.Cancellation);
        t.Checks.Observe("The running PATCH", (await connection.ReadAsync("PATCH", t.Patience, t.Cancellation)).Outcome, "A-63");
        await t.ResumeAsync(written);
        if (early.Is(201) && t.Location(early) is { } waiting)
        {
            await CompleteAsync(t, new Upload(waiting, content));
        }
        else
        {
            await Parts.WholeOrRefusedAsync(
                t, "a final upload of both parts", await t.CreateAsync(Parts.FinalOf(t, done, written)), content, "A-63");
        }
    }

    // A final upload is concatenated after its last part is complete; the specification does not say how soon.
    private static async Task CompleteAsync(TusCase t, Upload final)
    {
        var start = t.Context.Clock.Elapsed;
        while ((await t.HeadWhenFreeAsync(final.Url)).Number("Upload-Offset") != final.Length && t.Context.Clock.Elapsed - start < Settling)
        {
            await t.PauseAsync();
        }

        await Parts.WholeAsync(t, "the final upload that waited", final);
    }

    private static async Task RacesAsync(TusCase t, Func<TusCase, Upload[], Task<Exchange>> disturb)
    {
        for (var round = 1; round <= 5; round++)
        {
            Upload[] parts = [await Parts.PartialAsync(t, 1000, 1000), await Parts.PartialAsync(t, 500, 500)];
            var creating = t.CreateAsync(Parts.FinalOf(t, parts));
            var disturbing = disturb(t, parts);
            var (created, disturbed) = (await creating, await disturbing);
            var late = await disturb(t, parts);
            t.Checks.Observe($"The other request of round {round}, and its repetition after the concatenation",
                $"{disturbed.Outcome}, {late.Outcome}", "A-63");
            await Parts.WholeOrRefusedAsync(t, $"the final of round {round}", created, [.. parts.SelectMany(part => part.Content)], "A-63");
        }
    }
}
