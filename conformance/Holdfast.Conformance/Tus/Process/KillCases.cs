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
            Title = "Uploads whose creation was acknowledged outlive a crash",
            Does = "Sends eight POSTs at once, kills the server when the first is answered, restarts it, and finishes every upload that was acknowledged, and a new one.",
            Must = "Every upload whose 201 came is there at offset 0 and can be finished; the server takes new ones.",
            Why = "The client has stored the URL. A 404 makes it start over, if it is not taken for the user's mistake.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.CreationAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/patch",
            Title = "An upload outlives a crash in the middle of a PATCH",
            Does = "After 100 acknowledged octets, kills the server when 40,000 of 60,000 octets of a PATCH have arrived; restarts it, asks HEAD and resumes.",
            Must = "The offset is at least 100 and at most 40,100, and the resumed upload is whole.",
            Why = "A server that counts octets which it has not stored leaves a hole in the file, and nobody will ever notice where.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-040", "TUS-043"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.PatchAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/acknowledged",
            Title = "What a 204 acknowledged outlives a crash",
            Does = "Sends a PATCH of 60,000 octets and kills the server as soon as the 204 is there; restarts it, asks HEAD and resumes.",
            Must = "The offset is what was acknowledged, and the resumed upload is whole.",
            Why = "A client frees its buffer at the 204. A server that answers before it stores has lost those octets for good.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.AcknowledgedAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/completion",
            Title = "An upload outlives a crash at its last octet",
            Does = "Holds back the last octet of an upload, sends it and kills the server up to 20 ms later, when the seed says; restarts it, asks HEAD and finishes what is left.",
            Must = "The offset is between what was acknowledged and the length; the upload can be finished and is whole.",
            Why = "Completion moves files and writes records. Between two of those steps an upload can be neither finished nor resumable.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.CompletionAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/concatenation",
            Title = "Parts outlive a crash while they are put together",
            Does = "Asks for a final of two parts of 500,000 octets and kills the server up to 20 ms later, when the seed says; restarts it, looks at the parts and asks for the final again.",
            Must = "The parts are complete and unchanged; a final that was acknowledged is whole, and so is the one that is asked for again.",
            Why = "A server that builds the final out of its first part has lost both when it dies in between.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-080", "TUS-129", "TUS-132", "TUS-146"],
            Needs = ["creation", "concatenation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedMoments.ConcatenationAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/kill/any-moment",
            Title = "An upload outlives one crash after another",
            Does = "Three times: sends a number of pieces of a PATCH that the seed decides, kills the server at once, restarts it and asks HEAD; then resumes.",
            Must = "Each offset is at least the one before and at most what was sent, and the upload is whole in the end.",
            Why = "Crashes come in rows: what a restart repaired badly shows at the next one.",
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
