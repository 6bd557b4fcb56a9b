using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;

namespace Holdfast.Conformance.Ietf.Process;

/// <summary>The server's files cannot grow, as on a full disk, until it is started again.</summary>
internal static class DiskFullCases
{
    /// <summary>More than a server needs for its own records.</summary>
    private const int Room = 1 << 20;

    private const int First = Room / 2;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/process/disk-full/append",
            Title = "An append is not acknowledged when the disk is full",
            Does = "Runs the server with files of at most 1 MiB, stores half of that, appends another 1 MiB, sends HEAD; restarts it without the limit, sends HEAD and resumes.",
            Must = "The append does not succeed; the offset is what is stored, or the upload is gone; the resumed file is correct.",
            Why = "A server that ignores a full disk acknowledges a truncated file.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104", "IETF-106"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromMinutes(2),
            ProcessFault = ProcessFault.DiskFull,
            FileSizeLimit = Room,
            Run = IetfCases.Run(Append),
        },
    ];

    private static async Task Append(IetfCase t)
    {
        t.Server.Limited(Room);
        var first = t.Chunk(First);
        var upload = await t.NewAsync(first + Room);
        await t.TakenAsync(upload, 0, first);
        var refused = await t.AppendAsync(upload, first, completes: true, upload.From(first));
        t.Checks.Judge("Append beyond the free space", "no success", refused.Outcome, !refused.IsSuccess, "IETF-106");
        await t.RecoveredAsync(upload, first, Room);
        await t.Server.RestartAsync();
        await t.FinishRestAsync(upload, await t.RecoveredAsync(upload, first, Room));
    }
}
