using Holdfast.Conformance.Resilience.Races;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Handovers;

/// <summary>Several requests at once for an upload whose append has stalled.</summary>
internal static class WaiterScenarios
{
    private const int Bytes = 4000;

    private const int Rest = 1000;

    private const int Waiters = 4;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "handover/four-heads",
            Title = "Four HEADs at once for a stalled upload are all answered",
            Does = "Stalls an append half way and sends four HEADs at once on other connections, resumes, then lets the late bytes arrive.",
            Must = "Each is answered within 30 s with an offset of at most the bytes sent, and the finished upload is correct.",
            Why = "If a lock wakes one waiter and forgets the others, their clients hang.",
            Promises = [Promise.Yields, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Stalls = 1,
            Rank = 2,
            Run = FourHeads,
        },
        new()
        {
            Path = "handover/four-appends",
            Title = "Four appends at once to a stalled upload do not mix",
            Does = "Stalls an append half way and sends four appends with different bytes at the same offset at once, then lets the old "
                + "bytes arrive.",
            Must = "Each is answered within 30 s, at most one is accepted, and the stored bytes are those of one of them only.",
            Why = "The server must compare the offset after it has taken the lock, not before.",
            Promises = [Promise.Yields, Promise.OneWriter, Promise.Resumes, Promise.Whole],
            Stalls = 1,
            Rank = 2,
            Run = FourAppends,
        },
        new()
        {
            Path = "handover/one-of-each",
            Title = "HEAD, an append and DELETE at once for a stalled upload are all answered",
            Does = "Stalls an append half way and sends HEAD, the same append and DELETE at once on other connections, then lets the old "
                + "bytes arrive.",
            Must = "Each is answered within 30 s; after a successful DELETE the upload stays deleted.",
            Why = "The order is undefined, but a deleted upload must stay deleted.",
            Promises = [Promise.Yields, Promise.StaysGone],
            Extension = "termination",
            Stalls = 1,
            Rank = 3,
            Run = OneOfEach,
        },
    ];

    private static async Task FourHeads(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        await using var holder = await Holder.StalledAsync(t, upload, acknowledged, bytes);
        var heads = await Task.WhenAll(Enumerable.Range(1, Waiters).Select(_ => AskAsync(t, t.Head(upload), upload)));
        foreach (var head in heads)
        {
            t.Judge(Promise.Yields, "Response to a HEAD", "success, or busy", head.Outcome, head.IsSuccess || ResumableCase.IsBusy(head));
            if (head.IsSuccess && t.Protocol.Offset(head) is { } offset)
            {
                t.Within("that was told", offset, acknowledged, holder.Reach);
            }
        }

        await holder.ReleaseAsync();
        await t.FinishAsync(upload);
    }

    private static async Task FourAppends(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var upload = await t.NewAsync(bytes + Rest);
        await using var holder = await Holder.StalledAsync(t, upload, 0, bytes);
        var others = Enumerable.Range(1, Waiters).Select(_ => t.Content(bytes)).ToList();
        var answers = await Task.WhenAll(others.Select(other => AskAsync(t, t.Append(upload, 0, other), upload)));
        foreach (var answer in answers)
        {
            t.Judge(Promise.Yields, "Response to an append", "an answer", answer.Outcome, answer.Response is not null);
        }

        var old = await holder.EndAsync();
        RaceScenarios.JudgeWinners(t, [.. answers, old]);
        await RaceScenarios.JudgeContentAsync(t, upload, bytes, [upload.Content[..bytes], .. others]);
    }

    private static async Task OneOfEach(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        await using var holder = await Holder.StalledAsync(t, upload, acknowledged, bytes);
        WireRequest[] requests = [t.Head(upload), t.Append(upload, acknowledged, bytes), t.Delete(upload)];
        var answers = await Task.WhenAll(requests.Select(request => AskAsync(t, request, upload)));
        foreach (var (request, answer) in requests.Zip(answers))
        {
            t.Judge(Promise.Yields, $"Response to {request.Method}", "an answer", answer.Outcome, answer.Response is not null);
        }

        await holder.EndAsync();
        if (ResumableCase.IsDeleted(answers[^1]))
        {
            await t.GoneAsync("after everything", upload);
        }
        else
        {
            t.Observe(Promise.StaysGone, "The upload", $"not deleted: {answers[^1].Outcome}");
        }
    }

    private static Task<Exchange> AskAsync(ResumableCase t, WireRequest request, Upload upload) =>
        t.SendAsync(request, upload.Url, patience: ResumableCase.BusyPatience);
}
