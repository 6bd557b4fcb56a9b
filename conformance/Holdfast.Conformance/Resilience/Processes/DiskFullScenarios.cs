using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Processes;

/// <summary>The server's files cannot grow, as on a full disk, until it is started again.</summary>
internal static class DiskFullScenarios
{
    private const ProcessFault Fault = ProcessFault.DiskFull;

    /// <summary>More than a server needs for its own records.</summary>
    private const int Room = 1 << 20;

    private const int First = Room / 2;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "disk-full/append",
            Title = "An append is not acknowledged when the disk is full",
            Does = "Runs the server with files of at most 1 MiB, stores half of that, sends an append of another 1 MiB, sends HEAD; "
                + "restarts it without the limit, sends HEAD and resumes.",
            Must = "The append gets a 5xx or 413 or no response, never a success for bytes that are not stored; the offset is what is "
                + "stored, and the resumed upload is correct.",
            Why = "Disks do fill up. A server that ignores this acknowledges a truncated file.",
            FileSizeLimit = Room,
            Promises = [.. Ended.Promises(Fault), Promise.CompletesOnlyWhole, Promise.RefusesWithoutRoom],
            Rank = 2,
            ProcessFault = Fault,
            Run = Append,
        },
    ];

    private static async Task Append(ResumableCase t)
    {
        t.Server.Limited(Room);
        var first = t.Chunk(First);
        var upload = await t.NewAsync(first + Room);
        await t.AppendedAsync(upload, 0, first);
        var refused = await t.SendAsync(t.Append(upload, first, Room), upload.Url);

        // A success of tus with the offset up to which there was room is correct; a success of the draft says that the upload is complete.
        var isTrue = !refused.IsSuccess || (!t.Protocol.EndsByRequest && t.Protocol.Offset(refused) <= Room);
        t.Judge(Promise.CompletesOnlyWhole, "Append beyond the free space", "no success", refused.Outcome, isTrue);

        // No response is allowed here: the client then sends HEAD.
        var says = refused.Response is null || refused.Status >= 500 || refused.Status == 413;
        t.Judge(Promise.RefusesWithoutRoom, "Status of the append beyond the free space", "5xx, 413 or no response", refused.Outcome, says);
        await t.RecoveredAsync(upload, first, Room, Fault);
        await t.Server.RestartAsync();
        await t.FinishRestAsync(upload, await t.RecoveredAsync(upload, first, Room, Fault));
    }
}
