using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tus.Concatenation;
using Holdfast.Conformance.Tus.DeferLength;

namespace Holdfast.Conformance.Tus.States;

/// <summary>
/// tus 1.0.0: what holds for a new upload holds for one in any other state. Each case brings an upload into one state and asks it all that
/// any upload is asked. `docs/states.md` crosses the requirements with the states.
/// </summary>
internal static class StateCases
{
    private const string Does =
        "Asks an ordinary new upload everything first: what is broken there, too, has cases of its own and is recorded here.";

    /// <summary>What every answer and every HEAD is judged by; what a refusal in another version is.</summary>
    private static readonly string[] Always =
        ["TUS-009", "TUS-010", "TUS-011", "TUS-012", "TUS-013", "TUS-025", "TUS-026", "TUS-055", "TUS-077", "TUS-104", "RFC-01"];

    private static readonly string[] Measured = ["TUS-004", "TUS-005", "TUS-022", "TUS-070"];

    private static readonly string[] Concatenating = ["creation", "concatenation"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/states/partial",
            Title = "An upload between its chunks keeps every rule that a new one keeps",
            Does = $"Appends a chunk, then sends HEAD, requests that must be refused, an empty PATCH and the next chunk. {Does}",
            Must = "Each answer has the fields and no more content than it may; a refusal changes nothing; length and metadata stay, the offset never goes back.",
            Why = "This is the state in which uploads are resumed.",
            Judges = [.. Always, .. Measured, "TUS-021", "TUS-029", "TUS-031", "TUS-032", "TUS-036", "TUS-037", "TUS-038", "TUS-098", "TUS-108", "TUS-113"],
            Needs = ["creation"],
            Run = TusCases.Run(Partial),
        },
        new()
        {
            Id = "tus/states/complete",
            Title = "A complete upload keeps every rule that a new one keeps",
            Does = $"Finishes an upload in two chunks, then sends HEAD and requests that must be refused, and reads the content before and after. {Does}",
            Must = "Each answer has the fields and no more content than it may; a refusal changes neither fields nor content.",
            Why = "Servers move finished files elsewhere, and forget there what they promised.",
            Judges = [.. Always, .. Measured, "TUS-021", "TUS-031", "TUS-032", "TUS-036", "TUS-037", "TUS-038", "TUS-098", "A-35-MUST"],
            Needs = ["creation"],
            Run = TusCases.Run(Complete),
        },
        new()
        {
            Id = "tus/states/deferred",
            Title = "An upload of unknown length keeps every rule, before and after its length is declared",
            Does = $"Appends a chunk without a length, sends HEAD and requests that must be refused, declares the length with the last chunk, sends HEAD. {Does}",
            Must = "Upload-Defer-Length until the length is declared, Upload-Length from then on; everything else as for any upload.",
            Why = "Recordings and streams have no length until they end.",
            Judges = [.. Always, .. Measured, "TUS-021", "TUS-029", "TUS-031", "TUS-032", "TUS-036", "TUS-037", "TUS-038", "TUS-071", "TUS-098", "TUS-108", "TUS-113"],
            Needs = ["creation", "creation-defer-length"],
            Run = TusCases.Run(DeferredLength),
        },
        new()
        {
            Id = "tus/states/part",
            Title = "A partial upload keeps every rule that a new upload keeps",
            Does = $"Creates a partial upload, appends a chunk, sends HEAD and requests that must be refused, finishes it and does so again. {Does}",
            Must = "What holds for any upload; its length, offset and metadata are its own.",
            Why = "Parts are resumed like any upload, each on its own.",
            Judges =
            [
                .. Always, .. Measured, "TUS-029", "TUS-031", "TUS-032", "TUS-036", "TUS-037", "TUS-038", "TUS-098", "TUS-108", "TUS-113", "TUS-144",
                "A-35-MUST",
            ],
            Needs = Concatenating,
            Run = TusCases.Run(Part),
        },
        new()
        {
            Id = "tus/states/final",
            Title = "A final upload keeps every rule that an ordinary one keeps",
            Does = $"Concatenates two partials, sends HEAD and requests that must be refused, and reads the content before and after. {Does}",
            Must = "Each answer has the fields and no more content than it may, HEAD the final's own metadata; no refused PATCH changes anything.",
            Why = "A final is the file that everybody wants, made on a way of its own.",
            Judges = [.. Always, "TUS-143"],
            Needs = Concatenating,
            Run = TusCases.Run(Final),
        },
        new()
        {
            Id = "tus/states/waiting-final",
            Title = "A final upload that waits for its parts keeps every rule that an ordinary one keeps",
            Does = $"Asks for a final of a finished and an unfinished partial, sends HEAD and requests that must be refused, finishes the part, sends HEAD. {Does}",
            Must = "Each answer has the fields and no more content than it may, HEAD the final's own metadata; no refused PATCH changes anything.",
            Why = "It has no bytes of its own, and nobody else's may end up in it.",
            Judges = [.. Always, "TUS-143"],
            Needs = [.. Concatenating, "concatenation-unfinished"],
            Run = TusCases.Run(WaitingFinal),
        },
        new()
        {
            Id = "tus/states/terminated",
            Title = "The answers of a deleted upload keep every rule, whatever it was",
            Does = $"Deletes uploads that are new, unfinished, complete, of unknown length, partial and final, and sends HEAD, PATCH and DELETE to each. {Does}",
            Must = "Tus-Resumable on each answer, no content behind a 204 or an answer to HEAD, no Upload-Offset when the upload is not found.",
            Why = "A refusal that does not look like the protocol's is taken for a proxy's, and tried again.",
            Judges = ["TUS-009", "TUS-010", "TUS-024", "TUS-104", "RFC-01"],
            Needs = ["creation", "termination"],
            Run = TusCases.Run(Terminated),
        },
    ];

    private static async Task Partial(TusCase t)
    {
        var watch = await BeginAsync(t, "a partly sent upload");
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
        var (upload, metadata) = await watch.CreateAsync("a partial upload", t.Post(chunk + 6).With("Upload-Concat", "partial"), t.Content(chunk + 6));
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
        watch.Rules.Enter("a final upload that has waited");
        await watch.HeadAsync(state with { Offset = state.Length });
        watch.Close();
    }

    private static async Task Terminated(TusCase t)
    {
        var watch = await BeginAsync(t, "an upload that was new");
        var chunk = t.Chunk(3);
        await watch.DeleteAsync(await t.NewUploadAsync(chunk + 2));
        foreach (var (name, offset) in new[] { ("an upload that was partly sent", chunk), ("an upload that was complete", chunk + 2) })
        {
            var upload = await t.NewUploadAsync(chunk + 2);
            await t.AppendAsync(upload, 0, offset);
            watch.Rules.Enter(name);
            await watch.DeleteAsync(upload);
        }

        if (t.Context.Capabilities.Offers("creation-defer-length"))
        {
            watch.Rules.Enter("an upload that had no length");
            await watch.DeleteAsync((await watch.CreateAsync("an upload of unknown length", Deferred.Post(t), t.Content(5))).Upload);
        }

        if (t.Context.Capabilities.Offers("concatenation"))
        {
            var part = await Parts.PartialAsync(t, 5, 5);
            var final = await FinalAsync(t, watch, [part]);
            watch.Rules.Enter("an upload that was a final");
            await watch.DeleteAsync(final.Upload);
            if ((await t.HeadAsync(part.Url)).IsSuccess)
            {
                // tus 1.0.0, Concatenation: a server may delete the parts along with their final, or before.
                watch.Rules.Enter("an upload that was a partial one");
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
            t.Checks.Observe("PATCH with a wrong checksum", "not sent, as checksum is not announced", "TUS-108", "TUS-113");
        }
    }

    // The metadata is its own: that of its parts is not inherited (tus 1.0.0, Concatenation).
    private static async Task<UploadState> FinalAsync(TusCase t, StateWatch watch, TusUpload[] parts)
    {
        var (final, metadata) = await watch.CreateAsync("a final upload", Parts.FinalOf(t, parts), [.. parts.SelectMany(part => part.Content)]);
        return new UploadState(final, null, final.Length) { IsFinal = true, Metadata = metadata };
    }
}
