using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus.Concatenation;
using Holdfast.Conformance.Tus.DeferLength;

namespace Holdfast.Conformance.Tus.States;

/// <summary>
/// tus 1.0.0: rules for a new upload also hold in every other state. Each case brings an upload into one state and sends it the requests
/// that every upload gets. `docs/states.md` crosses the requirements with the states.
/// </summary>
internal static class StateCases
{
    private const string Does =
        "Before that, the same requests go to an ordinary new upload: rules that are broken there, too, have their own cases and are only "
            + "recorded here.";

    /// <summary>The requirements for every response and every HEAD, and for a refusal in another version.</summary>
    private static readonly string[] Always =
        ["TUS-009", "TUS-010", "TUS-011", "TUS-012", "TUS-013", "TUS-025", "TUS-026", "TUS-055", "TUS-077", "TUS-104", "RFC-01"];

    private static readonly string[] Measured = ["TUS-004", "TUS-005", "TUS-022", "TUS-070"];

    private static readonly string[] Concatenating = ["creation", "concatenation"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/states/partial",
            Title = "A partially sent upload follows every rule that a new one follows",
            Does = $"Appends a chunk, then sends HEAD, requests that must be refused, an empty PATCH and the next chunk. {Does}",
            Must = "Each response has the required fields and no forbidden content; a refusal changes nothing; length and metadata do not "
                + "change, and the offset never shrinks.",
            Why = "Uploads are resumed in this state.",
            Judges = [.. Always, .. Measured, "TUS-021", "TUS-029", "TUS-031", "TUS-032", "TUS-036", "TUS-037", "TUS-038", "TUS-098",
                "TUS-108", "TUS-113"],
            Needs = ["creation"],
            Run = TusCases.Run(Partial),
        },
        new()
        {
            Id = "tus/states/complete",
            Title = "A complete upload follows every rule that a new one follows",
            Does = "Finishes an upload in two chunks, then sends HEAD and requests that must be refused, and reads the content before "
                + $"and after. {Does}",
            Must = "Each response has the required fields and no forbidden content; a refusal changes neither fields nor content.",
            Why = "Servers move finished files to another place, where the rules may no longer be followed.",
            Judges = [.. Always, .. Measured, "TUS-021", "TUS-031", "TUS-032", "TUS-036", "TUS-037", "TUS-038", "TUS-098", "A-35-MUST"],
            Needs = ["creation"],
            Run = TusCases.Run(Complete),
        },
        new()
        {
            Id = "tus/states/deferred",
            Title = "An upload of unknown length follows every rule, before and after its length is declared",
            Does = "Appends a chunk without a length, sends HEAD and requests that must be refused, declares the length with the last "
                + $"chunk, sends HEAD. {Does}",
            Must = "Upload-Defer-Length until the length is declared, Upload-Length after that; everything else as for any upload.",
            Why = "Recordings and streams have no length until they end.",
            Judges = [.. Always, .. Measured, "TUS-021", "TUS-029", "TUS-031", "TUS-032", "TUS-036", "TUS-037", "TUS-038", "TUS-071",
                "TUS-098", "TUS-108", "TUS-113"],
            Needs = ["creation", "creation-defer-length"],
            Run = TusCases.Run(DeferredLength),
        },
        new()
        {
            Id = "tus/states/part",
            Title = "A partial upload follows every rule that a new upload follows",
            Does = "Creates a partial upload, appends a chunk, sends HEAD and requests that must be refused, finishes it and does so "
                + $"again. {Does}",
            Must = "The same rules as for any upload, with its own length, offset and metadata.",
            Why = "Parts are resumed individually, like any upload.",
            Judges =
            [
                .. Always, .. Measured, "TUS-029", "TUS-031", "TUS-032", "TUS-036", "TUS-037", "TUS-038", "TUS-098", "TUS-108", "TUS-113",
                "TUS-144",
                "A-35-MUST",
            ],
            Needs = Concatenating,
            Run = TusCases.Run(Part),
        },
        new()
        {
            Id = "tus/states/final",
            Title = "A final upload follows every rule that an ordinary one follows",
            Does = "Concatenates two partials, sends HEAD and requests that must be refused, and reads the content before and after. "
                + $"{Does}",
            Must = "Each response has the required fields and no forbidden content; HEAD returns the final upload's own metadata; no "
                + "refused PATCH changes anything.",
            Why = "The final upload is the result, but is created in a different way.",
            Judges = [.. Always, "TUS-143"],
            Needs = Concatenating,
            Run = TusCases.Run(Final),
        },
        new()
        {
            Id = "tus/states/waiting-final",
            Title = "A final upload that waits for its parts follows every rule that an ordinary one follows",
            Does = "Requests a final upload of a finished and an unfinished partial, sends HEAD and requests that must be refused, "
                + $"finishes the part, sends HEAD. {Does}",
            Must = "Each response has the required fields and no forbidden content; HEAD returns the final upload's own metadata; no "
                + "refused PATCH changes anything.",
            Why = "It has no bytes yet, and no request may write into it.",
            Judges = [.. Always, "TUS-143"],
            Needs = [.. Concatenating, "concatenation-unfinished"],
            Run = TusCases.Run(WaitingFinal),
        },
        new()
        {
            Id = "tus/states/terminated",
            Title = "Responses for a deleted upload follow every rule, in every former state",
            Does = "Deletes uploads that are new, unfinished, complete, of unknown length, partial and final, and sends HEAD, PATCH and "
                + $"DELETE to each. {Does}",
            Must = "Tus-Resumable in each response, no content after a 204 or a response to HEAD, no Upload-Offset if the upload is not "
                + "found.",
            Why = "A client takes a refusal without the fields of tus for a proxy's, and retries.",
            Judges = ["TUS-009", "TUS-010", "TUS-024", "TUS-104", "RFC-01"],
            Needs = ["creation", "termination"],
            Run = TusCases.Run(Terminated),
        },
    ];

    private static async Task Partial(TusCase t)
    {
        var watch = await BeginAsync(t, "a partially sent upload");
        var chunk = t.Chunk(4);
        var upload = await t.NewUploadAsync((2 * chunk) + 3);
        var state = await watch.AppendAsync(await watch.KnownAsync(upload, 0), chunk);
        await UnfinishedAsync(t, watch, state);
        await watch.EmptyAsync(state);
        state = await watch.AppendAsync(state, chunk);
        await watch.HeadAsync(state);
        watch.Close();
    }

    private static async Task Complete(TusCase t)
    {
        var watch = await BeginAsync(t, "a complete upload");
        var chunk = t.Chunk(4);
        var upload = await t.NewUploadAsync(chunk + 6);
        var state = await watch.AppendAsync(await watch.KnownAsync(upload, 0), chunk);
        state = await watch.AppendAsync(state, 6);
        await watch.HeadAsync(state);
        await watch.EmptyAsync(state);
        await watch.UnalteredAsync(state, watch.Complete(state), "TUS-013", "TUS-032", "A-35-MUST");
        await watch.HeadAsync(state);
        watch.Close();
    }

    private static async Task DeferredLength(TusCase t)
    {
        var watch = await BeginAsync(t, "an upload of unknown length");
        var chunk = t.Chunk(4);
        var (upload, metadata) = await watch.CreateAsync("an upload of unknown length", Deferred.Post(t), t.Content(chunk + 6));
        var state = new UploadState(upload, 0, null) { Metadata = metadata };
        await watch.HeadAsync(state);
        state = await watch.AppendAsync(state, chunk);
        await UnfinishedAsync(t, watch, state);
        state = await watch.AppendAsync(state, 6, declares: true);
        watch.Rules.Enter("an upload whose length was declared late");
        await watch.HeadAsync(state);
        watch.Close();
    }

    private static async Task Part(TusCase t)
    {
        var watch = await BeginAsync(t, "a partial upload");
        var chunk = t.Chunk(4);
        var (upload, metadata) =
            await watch.CreateAsync("a partial upload", t.Post(chunk + 6).With("Upload-Concat", "partial"), t.Content(chunk + 6));
        var state = new UploadState(upload, 0, upload.Length) { IsPart = true, Metadata = metadata };
        await watch.HeadAsync(state);
        state = await watch.AppendAsync(state, chunk);
        await UnfinishedAsync(t, watch, state);
        state = await watch.AppendAsync(state, 6);
        watch.Rules.Enter("a partial upload that is complete");
        await watch.HeadAsync(state);
        await watch.UnalteredAsync(state, watch.Complete(state), "TUS-013", "TUS-032", "A-35-MUST");
        watch.Close();
    }

    private static async Task Final(TusCase t)
    {
        var watch = await BeginAsync(t, "a final upload");
        var state = await FinalAsync(t, watch, [await Parts.PartialAsync(t, 5, 5), await Parts.PartialAsync(t, 4, 4)]);
        state = state with { Offset = state.Length };
        await watch.HeadAsync(state);
        await watch.UnalteredAsync(state, watch.Final(state), "TUS-013", "TUS-143");
        await watch.HeadAsync(state);
        watch.Close();
    }

    private static async Task WaitingFinal(TusCase t)
    {
        var watch = await BeginAsync(t, "a final upload that waits");
        var part = await Parts.PartialAsync(t, 6, 3);
        var state = await FinalAsync(t, watch, [await Parts.PartialAsync(t, 4, 4), part]);
        await watch.HeadAsync(state);
        await watch.RefusalsAsync(state, watch.Final(state));
        await t.AppendAsync(part, 3, 3);
        watch.Rules.Enter("a final upload that waited");
        await watch.HeadAsync(state with { Offset = state.Length });
        watch.Close();
    }

    private static async Task Terminated(TusCase t)
    {
        var watch = await BeginAsync(t, "an upload that was new");
        var chunk = t.Chunk(3);
        await watch.DeleteAsync(await t.NewUploadAsync(chunk + 2));
        foreach (var (name, offset) in new[] { ("an upload that was partially sent", chunk), ("an upload that was complete", chunk + 2) })
        {
            var upload = await t.NewUploadAsync(chunk + 2);
            await t.AppendAsync(upload, 0, offset);
            watch.Rules.Enter(name);
            await watch.DeleteAsync(upload);
        }

        if (t.Context.Capabilities.Offers("creation-defer-length"))
        {
            watch.Rules.Enter("an upload that was without a length");
            await watch.DeleteAsync((await watch.CreateAsync("an upload of unknown length", Deferred.Post(t), t.Content(5))).Upload);
        }

        if (t.Context.Capabilities.Offers("concatenation"))
        {
            var part = await Parts.PartialAsync(t, 5, 5);
            var final = await FinalAsync(t, watch, [part]);
            watch.Rules.Enter("a former final upload");
            await watch.DeleteAsync(final.Upload);
            if ((await t.HeadAsync(part.Url)).IsSuccess)
            {
                // tus 1.0.0, Concatenation: a server may delete the parts along with their final, or before.
                watch.Rules.Enter("a former partial upload");
                await watch.DeleteAsync(part);
            }
        }

        watch.Close();
    }

    private static async Task<StateWatch> BeginAsync(TusCase t, string state)
    {
        var watch = new StateWatch(t);
        await watch.OrdinaryAsync();
        watch.Rules.Enter(state);
        return watch;
    }

    private static async Task UnfinishedAsync(TusCase t, StateWatch watch, UploadState state)
    {
        await watch.HeadAsync(state);
        await watch.RefusalsAsync(state, watch.Unfinished(state));
        if (!t.Context.Capabilities.Offers("checksum"))
        {
            t.Checks.Observe("PATCH with a wrong checksum", "not sent, because checksum is not announced", "TUS-108", "TUS-113");
        }
    }

    // The metadata is its own: that of its parts is not inherited (tus 1.0.0, Concatenation).
    private static async Task<UploadState> FinalAsync(TusCase t, StateWatch watch, Upload[] parts)
    {
        var (final, metadata) =
            await watch.CreateAsync("a final upload", Parts.FinalOf(t, parts), [.. parts.SelectMany(part => part.Content)]);
        return new UploadState(final, null, final.Length) { IsFinal = true, Metadata = metadata };
    }
}
