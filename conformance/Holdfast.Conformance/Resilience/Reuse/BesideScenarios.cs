using Holdfast.Conformance.Resilience.Cuts;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Reuse;

/// <summary>A connection that stays good while another one for the same upload breaks.</summary>
internal static class BesideScenarios
{
    private const int Bytes = 4000;

    private const int Rest = 1000;

    public static IReadOnlyList<FaultScenario> All { get; } = [.. Breakage.All.Select(Of)];

    private static FaultScenario Of(Breakage breakage) => new()
    {
        Path = $"keep-alive/beside-{breakage.Name}",
        Title = $"A kept connection resumes an upload whose other connection is {breakage.Words}",
        Does = $"Sends HEAD on one connection; an append on another is {breakage.Words} half way; then sends HEAD and the rest of the "
            + "bytes on the first one.",
        Must = "Unless the server closes it, the first connection returns the stored offset and accepts the rest; the finished upload is "
            + "correct.",
        Why = "Browsers keep several connections, and resume on any of them. A server that remembers its first HEAD returns an old offset.",
        Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.AnswersInOrder, Promise.Resumes, Promise.Whole],
        Stalls = breakage.IsSilent ? 1 : 0,
        Rank = 3,
        Run = t => RunAsync(t, breakage),
    };

    private static async Task RunAsync(ResumableCase t, Breakage breakage)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        await using var kept = await t.Context.ConnectAsync(upload.Url, await t.NewLinkAsync(upload));
        var before = await kept.ExchangeAsync(t.Head(upload), t.Patience, t.Cancellation);
        t.Judge(Promise.AnswersInOrder, "Response to the first HEAD", $"success with offset {acknowledged}", before,
            before.IsSuccess && t.Protocol.Offset(before) == acknowledged);
        var link = await t.NewLinkAsync(upload);
        await using var broken = await t.Context.ConnectAsync(upload.Url, link);
        var append = t.Append(upload, acknowledged, bytes);
        await t.SendPartAsync(broken, append, bytes / 2);
        await t.LetArriveAsync(upload, link);
        await breakage.StrikeAsync(t, link, broken, append.Body[(bytes / 2)..]);
        if (before.Response is { Closes: false })
        {
            await ResumeAsync(t, kept, upload, acknowledged, acknowledged + (bytes / 2));
        }

        t.Within("at the end", await t.OffsetAsync(upload), acknowledged, acknowledged + bytes);
        await t.FinishAsync(upload);
    }

    private static async Task ResumeAsync(ResumableCase t, WireConnection kept, Upload upload, long acknowledged, long arrived)
    {
        var head = await kept.ExchangeAsync(t.Head(upload), ResumableCase.BusyPatience, t.Cancellation);
        if (!head.IsSuccess || t.Protocol.Offset(head) is not { } offset)
        {
            t.Observe(Promise.AnswersInOrder, "Response to HEAD on the kept connection", head.Outcome);
            return;
        }

        t.Within("on the kept connection", offset, acknowledged, arrived);
        if (head.Response is { Closes: false })
        {
            var rest = await kept.ExchangeAsync(
                t.Append(upload, offset, upload.Length - Rest - (int)offset), ResumableCase.BusyPatience, t.Cancellation);
            t.Observe(Promise.AnswersInOrder, "The append on the kept connection", rest.Outcome);
        }
    }
}
