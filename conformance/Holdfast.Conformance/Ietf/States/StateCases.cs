using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Ietf.States;

/// <summary>
/// The draft: what holds for a new upload holds for one in any other state. Each case brings an upload into one state and asks it all that
/// any upload is asked. `docs/states.md` crosses the requirements with the states.
/// </summary>
internal static class StateCases
{
    private const string Does =
        "Asks an ordinary new upload everything first: what is broken there, too, has cases of its own and is recorded here.";

    private static readonly string[] Retrieved =
        ["IETF-005", "IETF-014", "IETF-026", "IETF-087", "IETF-088", "IETF-089", "IETF-090", "IETF-091", "IETF-170", "IETF-208", "IETF-209", "IETF-222", "IETF-230"];

    private static readonly string[] Appended = ["IETF-104", "IETF-113", "IETF-120", "IETF-204", "IETF-206"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/states/partial",
            Title = "An upload between its appends keeps every rule that a new one keeps",
            Does = $"Appends a part, then sends HEAD, requests that must be refused, an empty append and another part. {Does}",
            Must = "Each answer has the fields and no more content than it may; a refusal changes nothing; length and limits stay, the offset never goes back.",
            Why = "This is the state in which uploads are resumed.",
            Judges = [.. Retrieved, "IETF-036", "IETF-037", "IETF-104", "IETF-107", "IETF-108", "IETF-109", "IETF-113", "IETF-120", "IETF-140", "IETF-204", "IETF-210", "IETF-211", "IETF-224"],
            Versions = Interop.All,
            Run = IetfCases.Run(Partial),
        },
        new()
        {
            Id = "ietf/states/complete",
            Title = "A complete upload keeps every rule that a new one keeps",
            Does = $"Finishes an upload in two appends, then sends HEAD and appends that must be refused, and reads the content before and after. {Does}",
            Must = "The upload resource is gone, or each answer has the fields and no more content than it may, and nothing is appended or changed.",
            Why = "Servers hand finished files over, and forget then what they promised.",
            Judges = [.. Retrieved, .. Appended, "IETF-011", "IETF-036", "IETF-037", "IETF-225"],
            Versions = Interop.All,
            Run = IetfCases.Run(Complete),
        },
        new()
        {
            Id = "ietf/states/cancelled",
            Title = "An upload that is cancelled is gone whatever it was",
            Does = "Cancels a new and a complete upload, and sends HEAD and an append to each, after a half-done one.",
            Must = "A 2xx (204 up to version 7) without content behind it, then a 4xx (404 up to version 6) without Upload-Offset.",
            Why = "A client that meets what it has deleted writes into it again.",
            Judges = ["IETF-123", "IETF-170", "IETF-212", "IETF-213", "IETF-230"],
            Versions = Interop.All,
            Run = IetfCases.Run(Cancelled),
        },
    ];

    private static async Task Partial(IetfCase t)
    {
        var (watch, chunk) = (await BeginAsync(t, "a half-done upload"), t.Chunk(4));
        var (state, _) = await watch.AppendAsync(await watch.NewAsync((2 * chunk) + 3), chunk, completes: false);
        await watch.HeadAsync(state);
        await watch.RefusalsAsync(state, watch.Refusals(state));
        if (t.Version >= 6)
        {
            // Earlier texts do not say that an append may be empty (IETF-139).
            await watch.EmptyAsync(state);
        }

        (state, _) = await watch.AppendAsync(state, chunk, completes: false);
        await watch.HeadAsync(state);
        if (t.Version >= 7)
        {
            t.Checks.Observe(
                "HEAD and DELETE with Upload-Offset", "not sent: this version reads no such field there", "IETF-210", "IETF-211");
        }

        watch.Close();
    }

    private static async Task Complete(IetfCase t)
    {
        var (watch, chunk) = (await BeginAsync(t, "a complete upload"), t.Chunk(4));
        var (state, _) = await watch.AppendAsync(await watch.NewAsync(chunk + 6), chunk, completes: false);
        var (complete, last) = await watch.AppendAsync(state, 6, completes: true);
        watch.Close();
        if (!await watch.HeadAsync(complete))
        {
            t.Checks.Observe(
                "The complete upload", "gone, as a server may decide", [.. Retrieved, "IETF-011", "IETF-036", "IETF-037", "IETF-225"]);
            return;
        }

        var result = t.Location(last.Response!.Fields) ?? complete.Url;
        var before = await t.ReadBackAsync(complete.Upload, result, ["IETF-011", "IETF-225"]);
        await watch.BeyondAsync(complete);
        if (before is { } sent && await t.ReadBackAsync(complete.Upload, result, ["IETF-011", "IETF-225"]) is { } kept)
        {
            var same = sent.Span.SequenceEqual(kept.Span);
            watch.Rules.Judge(
                "Content after what was refused", "as before",
                same ? "as before" : $"{kept.Length} bytes that differ from byte {sent.Span.CommonPrefixLength(kept.Span)} on", same,
                "IETF-011", "IETF-225");
        }
    }

    private static async Task Cancelled(IetfCase t)
    {
        var (watch, chunk) = (new StateWatch(t), t.Chunk(4));
        if (await t.DeleteAsync(await t.NewAsync(5)) is { IsClientError: true } refused)
        {
            throw IetfCase.Unsupported($"The target does not cancel uploads: DELETE was answered with {refused.Outcome}.");
        }

        // One that is half done has cases of its own, and so is the ordinary one here.
        var (half, _) = await watch.AppendAsync(await watch.NewAsync(chunk + 6), chunk, completes: false);
        await watch.CancelAsync(half);
        watch.Rules.Enter("an upload that was new");
        await watch.CancelAsync(await watch.NewAsync(chunk + 6));
        var whole = await watch.NewAsync(chunk);
        await t.TakenAsync(whole.Upload, 0, chunk, completes: true);
        if ((await t.HeadAsync(whole.Upload)).IsSuccess)
        {
            watch.Rules.Enter("an upload that was complete");
            await watch.CancelAsync(whole with { Offset = chunk, IsComplete = true });
        }

        watch.Close();
    }

    private static async Task<StateWatch> BeginAsync(IetfCase t, string state)
    {
        var watch = new StateWatch(t);
        await watch.OrdinaryAsync();
        watch.Rules.Enter(state);
        return watch;
    }
}
