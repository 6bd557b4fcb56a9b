using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;

namespace Holdfast.Conformance.Tus.Process;

/// <summary>The server is killed (SIGKILL) and started again on what it left behind.</summary>
internal static class KillCases
{
    /// <summary>A server may take a while to start, and these start it up to four times.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private const int Rounds = 3;

    private const int Piece = 16 * 1024;

    /// <summary>More than three rounds can reach, so that every round has something to send.</summary>
    private const int LongUpload = 400_000;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/process/kill/creation",
            Title = "Uploads whose creation was acknowledged survive a crash",
            Does = "Sends eight POSTs at once, kills the server when the first is answered, restarts it, and finishes every upload that was acknowledged, and a new one.",
            Must = "Every upload with a 201 exists at offset 0 and can be finished; the server accepts new ones.",
            Why = "The client has stored the URL. A 404 makes it start again, or report an error to the user.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.CreationAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/patch",
            Title = "An upload survives a crash in the middle of a PATCH",
            Does = "After 100 acknowledged bytes, kills the server when 40,000 of 60,000 bytes of a PATCH have arrived; restarts it, sends HEAD and resumes.",
            Must = "The offset is at least 100 and at most 40,100, and the resumed upload is correct.",
            Why = "A server that counts bytes which it has not stored leaves a gap in the file that is never detected.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-040", "TUS-043"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.PatchAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/acknowledged",
            Title = "Bytes that a 204 acknowledged survive a crash",
            Does = "Sends a PATCH of 60,000 bytes and kills the server as soon as the 204 arrives; restarts it, sends HEAD and resumes.",
            Must = "The offset is the acknowledged one, and the resumed upload is correct.",
            Why = "A client frees its buffer at the 204. If the server acknowledges before it stores, the bytes are lost.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.AcknowledgedAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/completion",
            Title = "An upload survives a crash at its last byte",
            Does = "Holds back the last byte of an upload, sends it and kills the server up to 20 ms later, when the seed says; restarts it, sends HEAD and finishes what is left.",
            Must = "The offset is between what was acknowledged and the length; the upload can be finished and is whole.",
            Why = "At completion, servers move files and write records. Between two of these steps an upload may be neither complete nor resumable.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.CompletionAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/concatenation",
            Title = "Parts survive a crash during their concatenation",
            Does = "Requests a final upload of two parts of 500,000 bytes and kills the server up to 20 ms later, when the seed says; restarts it, checks the parts and requests the final upload again.",
            Must = "The parts are complete and unchanged; a final that was acknowledged is whole, and so is the one that is asked for again.",
            Why = "A server that appends the other parts to the first one can lose both if it crashes meanwhile.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-080", "TUS-129", "TUS-132", "TUS-146"],
            Needs = ["creation", "concatenation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.ConcatenationAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/any-moment",
            Title = "An upload survives repeated crashes",
            Does = "Three times: sends some pieces of a PATCH (the seed decides how many), kills the server immediately, restarts it and sends HEAD; then resumes.",
            Must = "Each offset is at least the one before and at most the number of bytes sent, and the finished upload is correct.",
            Why = "Crashes often repeat: a bad recovery shows at the next crash.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(AnyMoment),
        },
    ];

    private static async Task AnyMoment(TusCase t)
    {
        var upload = await t.NewUploadAsync(LongUpload);
        var offset = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var octets = Piece * t.Context.Random.Next(1, 9);
            await using var connection = await t.Context.ConnectAsync(upload.Url);
            await connection.SendHeadAsync(t.Patch(upload, offset, upload.From(offset)), t.Cancellation);
            for (var sent = 0; sent < octets; sent += Piece)
            {
                await connection.SendAsync(upload.From((int)offset + sent, Piece), "body", t.Cancellation);
            }

            await t.EndServerAsync(ProcessFault.Kill);
            offset = await t.RecoveredAsync(upload, offset, offset + octets, ProcessFault.Kill);
        }

        await t.FinishAsync(upload);
    }
}
