using System.Globalization;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Handovers;

/// <summary>A request for an upload whose append is still under way.</summary>
internal static class HandoverScenarios
{
    /// <summary>The bytes that are sent only at the end, so that the upload is not complete while several clients write to it.</summary>
    private const int Rest = 1000;

    private delegate Task<Holder> Hold(ResumableCase t, Upload upload, long offset, int bytes);

    private static readonly IReadOnlyList<(string Name, string Words, int Bytes, Hold Hold)> Holders =
    [
        ("stalled", "has stalled", 4000, Holder.StalledAsync),
        ("slow", "comes slowly", 120, Holder.SlowAsync),
        ("fast", "comes fast", 120_000, Holder.FastAsync),
    ];

    public static IReadOnlyList<FaultScenario> All { get; } = [.. Holders.SelectMany(holder => new[]
    {
        ByHead(holder.Name, holder.Words, holder.Bytes, holder.Hold), ByAppend(holder.Name, holder.Words, holder.Bytes, holder.Hold),
        ByDelete(holder.Name, holder.Words, holder.Bytes, holder.Hold),
    })];

    private static FaultScenario ByHead(string name, string words, int bytes, Hold hold) => new()
    {
        Path = $"handover/head-from-{name}",
        Title = $"HEAD takes over an upload whose append {words}",
        Does = $"Starts an append that {words}, sends HEAD on another connection and appends from there, then lets the old append "
            + "continue to its end.",
        Must = "HEAD is answered within 30 s with an offset of at most the bytes sent; once the new append is accepted, the old one "
            + "changes nothing and gets no success.",
        Why = "A client that changes from Wi-Fi to mobile resumes while its old connection still exists. Two transfers must not write one "
            + "file.",
        Promises = [Promise.Yields, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.OldAppendFails, Promise.LateBytesVanish,
            Promise.Resumes, Promise.Whole],
        Stalls = name == "stalled" ? 1 : 0,
        Takes = TimeSpan.FromSeconds(name == "slow" ? 1.3 : 0.4),
        Rank = 1,
        Run = t => ByHeadAsync(t, bytes, hold),
    };

    private static FaultScenario ByAppend(string name, string words, int bytes, Hold hold) => new()
    {
        Path = $"handover/append-from-{name}",
        Title = $"A second append is answered while one {words}",
        Does = $"Starts an append that {words}, repeats it completely on another connection without an offset retrieval, and lets the "
            + "old one continue to its end.",
        Must = "The second append is answered within 30 s with any status; the offset is between the acknowledged and the sent bytes; the "
            + "finished upload is correct.",
        Why = "Clients retry without an offset retrieval. Bytes of two alternating transfers create a file that no client sent.",
        Promises = [Promise.Yields, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
        Stalls = name == "stalled" ? 1 : 0,
        Takes = TimeSpan.FromSeconds(name == "slow" ? 1.3 : 0.4),
        Rank = 2,
        Run = t => ByAppendAsync(t, bytes, hold),
    };

    private static FaultScenario ByDelete(string name, string words, int bytes, Hold hold) => new()
    {
        Path = $"handover/delete-from-{name}",
        Title = $"DELETE is final for an upload whose append {words}",
        Does = $"Starts an append that {words}, sends DELETE on another connection, and lets the old append continue to its end.",
        Must = "DELETE is answered within 30 s; if it succeeds, the upload stays deleted, however many bytes still arrive.",
        Why = "Users cancel uploads while they run. A deleted file must not reappear.",
        Promises = [Promise.Yields, Promise.StaysGone],
        Extension = "termination",
        Stalls = name == "stalled" ? 1 : 0,
        Takes = TimeSpan.FromSeconds(name == "slow" ? 1.3 : 0.4),
        Rank = 2,
        Run = t => ByDeleteAsync(t, bytes, hold),
    };

    private static async Task ByHeadAsync(ResumableCase t, int size, Hold hold)
    {
        var bytes = t.Chunk(size);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        await using var holder = await hold(t, upload, acknowledged, bytes);
        var head = await AskAsync(t, "HEAD", t.Head(upload), upload, answer => answer.IsSuccess || ResumableCase.IsBusy(answer));
        var taken = false;
        if (head.IsSuccess && t.Protocol.Offset(head) is { } offset)
        {
            t.Within("handed over", offset, acknowledged, holder.Reach);
            var next = await t.SendAsync(
                t.Append(upload, offset, upload.Length - Rest - (int)offset), upload.Url, patience: ResumableCase.BusyPatience);
            t.Observe(Promise.Yields, "The append at the offset of the handover", next.Outcome);
            taken = next.IsSuccess;
        }

        var old = await holder.EndAsync();
        t.Observe(Promise.OldAppendFails, "Final response to the old append", old.Outcome);
        t.Observe(Promise.LateBytesVanish, "The new append", taken ? "taken" : "not taken");
        if (taken)
        {
            holder.JudgeTold(old);
            var after = await t.OffsetAsync(upload);
            t.Judge(Promise.LateBytesVanish, "Offset after the old append's bytes", $"{upload.Length - Rest}", $"{after}",
                after == upload.Length - Rest);
        }

        await t.FinishAsync(upload);
    }

    private static async Task ByAppendAsync(ResumableCase t, int size, Hold hold)
    {
        var bytes = t.Chunk(size);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        await using var holder = await hold(t, upload, acknowledged, bytes);
        await AskAsync(t, "the second append", t.Append(upload, acknowledged, bytes), upload,
            answer => answer.IsSuccess || answer.IsClientError || ResumableCase.IsBusy(answer));
        t.Observe(Promise.Yields, "Final response to the old append", (await holder.EndAsync()).Outcome);
        t.Within("after both", await t.OffsetAsync(upload), acknowledged, acknowledged + bytes);
        await t.FinishAsync(upload);
    }

    private static async Task ByDeleteAsync(ResumableCase t, int size, Hold hold)
    {
        var bytes = t.Chunk(size);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        await using var holder = await hold(t, upload, acknowledged, bytes);
        var deleted = await AskAsync(
            t, "DELETE", t.Delete(upload), upload, answer => answer.IsSuccess || answer.IsClientError || ResumableCase.IsBusy(answer));
        t.Observe(Promise.Yields, "Final response to the old append", (await holder.EndAsync()).Outcome);
        if (ResumableCase.IsDeleted(deleted))
        {
            await t.GoneAsync("after the old append's bytes", upload);
        }
        else
        {
            t.Observe(Promise.StaysGone, "The upload", $"not deleted: {deleted.Outcome}");
        }
    }

    /// <summary>Sends a request to an upload that is held, and judges that the expected kind of response arrives.</summary>
    public static async Task<Exchange> AskAsync(
        ResumableCase t, string subject, WireRequest request, Upload upload, Func<Exchange, bool> due)
    {
        var since = t.Context.Clock.Elapsed;
        var answer = await t.SendAsync(request, upload.Url, patience: ResumableCase.BusyPatience);
        var waited = (t.Context.Clock.Elapsed - since).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        t.Observe(Promise.Yields, $"Time until the response to {subject}", $"{waited} ms");
        t.Judge(Promise.Yields, $"Response to {subject} during an append",
            $"a success, or a temporary refusal, within {ResumableCase.BusyPatience.TotalSeconds:0} s", answer.Outcome, due(answer));
        return answer;
    }
}
