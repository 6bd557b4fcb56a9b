using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Ietf.States;

/// <summary>
/// The draft: rules for a new upload also hold in every other state. Each case brings an upload into one state and sends it the requests
/// that every upload gets. `docs/states.md` crosses the requirements with the states.
/// </summary>
internal static class StateCases
{
    private const string Does =
        "Before that, the same requests go to an ordinary new upload: rules that are broken there, too, have their own cases and are only "
            + "recorded here.";

    private static readonly string[] Retrieved =
        ["IETF-005", "IETF-014", "IETF-026", "IETF-087", "IETF-088", "IETF-089", "IETF-090", "IETF-091", "IETF-170", "IETF-208", "IETF-209",
            "IETF-222", "IETF-230"];

    private static readonly string[] Appended = ["IETF-104", "IETF-113", "IETF-120", "IETF-204", "IETF-206"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/states/partial",
            Title = "A partially sent upload follows every rule that a new one follows",
            Does = $"Appends a part, then sends HEAD, requests that must be refused, an empty append and another part. {Does}",
            Must = "Each response has the required fields and no forbidden content; a refusal changes nothing; length and limits do not "
                + "change, and the offset never shrinks.",
            Why = "Uploads are resumed in this state.",
            Judges = [.. Retrieved, "IETF-036", "IETF-037", "IETF-104", "IETF-107", "IETF-108", "IETF-109", "IETF-113", "IETF-120",
                "IETF-140", "IETF-204", "IETF-210", "IETF-211", "IETF-224"],
            Versions = Interop.All,
            Run = IetfCases.Run(Partial),
        },
        new()
        {
            Id = "ietf/states/complete",
            Title = "A complete upload follows every rule that a new one follows",
            Does = "Finishes an upload in two appends, then sends HEAD and appends that must be refused, and reads the content before "
                + $"and after. {Does}",
            Must = "The upload resource is gone, or each response has the required fields and no forbidden content, and no byte is "
                + "appended or changed.",
            Why = "Servers hand finished files over to the application, and may no longer follow the rules.",
            Judges = [.. Retrieved, .. Appended, "IETF-011", "IETF-036", "IETF-037", "IETF-225"],
            Versions = Interop.All,
            Run = IetfCases.Run(Complete),
        },
        new()
        {
            Id = "ietf/states/cancelled",
            Title = "A cancelled upload is gone, in every former state",
            Does = "Cancels a partial, a new and a complete upload, and sends HEAD and an append to each.",
            Must = "A 2xx (204 up to version 7) without content, then a 4xx (404 up to version 6) without Upload-Offset.",
            Why = "A client that still finds a deleted upload appends to it again.",
            Judges = ["IETF-123", "IETF-170", "IETF-212", "IETF-213", "IETF-230"],
            Versions = Interop.All,
            Run = IetfCases.Run(Cancelled),
        },
    ];

    private static async Task Partial(IetfCase t)
    {
        var (watch, chunk) = (await BeginAsync(t, "a partial upload"), t.Chunk(4));
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
                "HEAD and DELETE with Upload-Offset", "not sent, because this version does not define the field there", "IETF-210",
                "IETF-211");
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
                "The complete upload", "gone, which is allowed", [.. Retrieved, "IETF-011", "IETF-036", "IETF-037", "IETF-225"]);
            return;
        }

        var result = t.Location(last.Response!.Fields) ?? complete.Url;
        var before = await t.ReadBackAsync(complete.Upload, result, ["IETF-011", "IETF-225"]);
        await watch.BeyondAsync(complete);
        if (before is { } sent && await t.ReadBackAsync(complete.Upload, result, ["IETF-011", "IETF-225"]) is { } kept)
        {
            var same = sent.Span.SequenceEqual(kept.Span);
            watch.Rules.Judge(
                "Content after the refused requests", "as before",
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

        // A partial upload has its own cases, so it is the ordinary one here.
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
