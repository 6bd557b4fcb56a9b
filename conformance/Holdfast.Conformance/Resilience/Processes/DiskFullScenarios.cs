using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Process;

/// <summary>The server's files cannot grow, as on a full disk, until it is started again.</summary>
internal static class DiskFullCases
{
    private const ProcessFault Fault = ProcessFault.DiskFull;

    /// <summary>More than a server needs for its own records.</summary>
    private const int Room = 1 << 20;

    private const int First = Room / 2;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/process/disk-full/patch",
            Title = "A PATCH is not acknowledged when the disk is full",
            Does = "Runs the server with files of at most 1 MiB, stores half of that, sends a PATCH of another 1 MiB, sends HEAD; restarts it without the limit, sends HEAD and resumes.",
            Must = "The PATCH gets a 5xx or 413 or no response, never a success for bytes that are not stored; the offset is what is stored, and the resumed upload is correct.",
            Why = "Disks do fill up. A server that ignores this acknowledges a truncated file.",
            Judges = ["P-03", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromMinutes(2),
            ProcessFault = Fault,
            FileSizeLimit = Room,
            Run = TusCases.Run(Patch),
        },
    ];

    private static async Task Patch(TusCase t)
    {
        t.Server.Limited(Room);
        var first = t.Chunk(First);
        var upload = await t.NewUploadAsync(first + Room);
        await t.AppendAsync(upload, 0, first);
        var refused = await t.PatchAsync(upload, first, upload.From(first));
        JudgeRefusal(t, refused);
        await t.RecoveredAsync(upload, first, Room, Fault);
        await t.Server.RestartAsync();
        await t.RecoveredAsync(upload, first, Room, Fault);
        await t.FinishAsync(upload);
    }

    // No response is allowed here: the client then sends HEAD.
    private static void JudgeRefusal(TusCase t, Exchange refused)
    {
        t.Checks.Judge("PATCH beyond the free space", "no success", refused.Outcome, !refused.IsSuccess || refused.Number("Upload-Offset") <= Room, "TUS-038");
        t.Checks.Judge("Status of the PATCH beyond the free space", "5xx, 413 or no response", refused.Outcome, refused.Response is null || refused.Status >= 500 || refused.Status == 413, "P-03");
    }
}
