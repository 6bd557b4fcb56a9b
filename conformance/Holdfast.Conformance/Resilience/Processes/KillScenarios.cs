using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Processes;

/// <summary>The server is killed (SIGKILL) and restarted on the same directory.</summary>
internal static class KillScenarios
{
    private const ProcessFault Fault = ProcessFault.Kill;

    private const int Rounds = 3;

    private const int Piece = 16 * 1024;

    /// <summary>More than three rounds can reach, so that every round has something to send.</summary>
    private const int LongUpload = 400_000;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "kill/creation",
            Title = "Uploads whose creation was acknowledged survive a crash",
            Does = "Sends eight creations at once, kills the server when the first is answered, restarts it, and finishes every upload "
                + "that was acknowledged, and a new one.",
            Must = "Every acknowledged upload exists at offset 0 and can be finished; the server accepts new ones.",
            Why = "The client has stored the URL. A 404 makes it start again, or report an error to the user.",
            Promises = [.. Ended.Promises(Fault)],
            Rank = 2,
            ProcessFault = Fault,
            Run = t => EndedMoments.CreationAsync(t, Fault),
        },
        new()
        {
            Path = "kill/append",
            Title = "An upload survives a crash in the middle of an append",
            Does = "After 100 acknowledged bytes, kills the server when 40,000 of 60,000 bytes of an append have arrived; restarts it, "
                + "sends HEAD and resumes.",
            Must = "The upload is not complete, the offset is at least 100 and at most 40,100, and the resumed upload is correct.",
            Why = "A server that counts bytes which it has not stored leaves a gap in the file that is never detected.",
            Promises = [.. Ended.Promises(Fault), Promise.KeepsPart, Promise.CompletesOnlyWhole],
            Rank = 2,
            ProcessFault = Fault,
            Run = t => EndedMoments.AppendAsync(t, Fault),
        },
        new()
        {
            Path = "kill/acknowledged",
            Title = "Acknowledged bytes survive a crash",
            Does = "Sends an append of 60,000 bytes and kills the server as soon as the success arrives; restarts it, sends HEAD and "
                + "resumes.",
            Must = "The offset is the acknowledged one, and the resumed upload is correct.",
            Why = "A client frees its buffer at the success. If the server acknowledges before it stores, the bytes are lost.",
            Promises = [.. Ended.Promises(Fault)],
            Rank = 2,
            ProcessFault = Fault,
            Run = t => EndedMoments.AcknowledgedAsync(t, Fault),
        },
        new()
        {
            Path = "kill/completion",
            Title = "An upload survives a crash at its last byte",
            Does = "Holds back the last byte of an upload, sends it and kills the server up to 20 ms later, at a time that the seed "
                + "decides; restarts it, sends HEAD and finishes what is left.",
            Must = "An acknowledged completion is kept; otherwise the upload can be finished, and is correct.",
            Why = "At completion, servers move files and write records. Between two of these steps an upload may be neither complete nor "
                + "resumable.",
            Promises = [.. Ended.Promises(Fault), Promise.RecoversCompletion, Promise.DropsComplete],
            Rank = 2,
            ProcessFault = Fault,
            Run = t => EndedMoments.CompletionAsync(t, Fault),
        },
        new()
        {
            Path = "kill/any-moment",
            Title = "An upload survives repeated crashes",
            Does = "Three times: sends some pieces of an append (the seed decides how many), kills the server immediately, restarts it "
                + "and sends HEAD; then resumes.",
            Must = "Each offset is at least the one before and at most the number of bytes sent, and the finished upload is correct.",
            Why = "Crashes often repeat: a bad recovery shows at the next crash.",
            Promises = [.. Ended.Promises(Fault)],
            Rank = 2,
            ProcessFault = Fault,
            Run = AnyMoment,
        },
    ];

    private static async Task AnyMoment(ResumableCase t)
    {
        var upload = await t.NewAsync(LongUpload);
        var offset = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Piece * t.Context.Random.Next(1, 9);
            await using var connection = await t.Context.ConnectAsync(upload.Url);
            await connection.SendHeadAsync(t.Append(upload, offset, upload.Length), t.Cancellation);
            for (var sent = 0; sent < bytes; sent += Piece)
            {
                await connection.SendAsync(upload.From(offset + sent, Piece), "body", t.Cancellation);
            }

            await t.EndServerAsync(Fault);
            offset = t.Protocol.Offset(await t.RecoveredAsync(upload, offset, offset + bytes, Fault))!.Value;
        }

        await t.FinishAsync(upload);
    }
}
