using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Processes;

/// <summary>
/// The server is ended and restarted on the same directory: killed (SIGKILL), or asked to end (SIGTERM), as by every deployment.
/// </summary>
internal static class EndScenarios
{
    private const int Rounds = 3;

    private const int Piece = 16 * 1024;

    /// <summary>More than three rounds can reach, so that every round has something to send.</summary>
    private const int LongUpload = 400_000;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        Creation(ProcessFault.Kill), Append(ProcessFault.Kill), Acknowledged(), Completion(ProcessFault.Kill), AnyMoment(),
        Creation(ProcessFault.Terminate), Append(ProcessFault.Terminate), Completion(ProcessFault.Terminate),
    ];

    private static FaultScenario Creation(ProcessFault fault) => new()
    {
        Path = $"{Path(fault)}/creation",
        Title = $"Uploads whose creation was acknowledged survive {Event(fault)}",
        Does = $"Sends eight creations at once, {Ends(fault)} when the first is answered, restarts it, and finishes every upload "
            + "that was acknowledged, and a new one.",
        Must = $"{Exits(fault)}Every acknowledged upload exists at offset 0 and can be finished; the server accepts new ones.",
        Why = "The client has stored the URL. A 404 makes it start again, or report an error to the user.",
        Promises = Promises(fault),
        Rank = 2,
        ProcessFault = fault,
        Run = t => EndedMoments.CreationAsync(t, fault),
    };

    private static FaultScenario Append(ProcessFault fault) => new()
    {
        Path = $"{Path(fault)}/append",
        Title = fault == ProcessFault.Kill
            ? "An upload survives a crash in the middle of an append" : "A server that is terminated during an append keeps what arrived",
        Does = $"After 100 acknowledged bytes, {Ends(fault)} when 40,000 of 60,000 bytes of an append have arrived; restarts it, sends "
            + "HEAD and resumes.",
        Must = Exits(fault) + (fault == ProcessFault.Kill
            ? "The upload is not complete, the offset is at least 100 and at most 40,100, and the resumed upload is correct."
            : "Some of the 40,000 bytes are kept, the upload is not complete, and the resumed upload is correct."),
        Why = fault == ProcessFault.Kill
            ? "A server that counts bytes which it has not stored leaves a gap in the file that is never detected."
            : "A server that waits for its slowest upload is killed in the end, and loses bytes that it could have stored.",
        Promises = [.. Promises(fault), Promise.KeepsPart, Promise.CompletesOnlyWhole],
        Rank = 2,
        ProcessFault = fault,
        Run = t => EndedMoments.AppendAsync(t, fault),
    };

    private static FaultScenario Acknowledged() => new()
    {
        Path = "kill/acknowledged",
        Title = "Acknowledged bytes survive a crash",
        Does = "Sends an append of 60,000 bytes and kills the server as soon as the success arrives; restarts it, sends HEAD and "
            + "resumes.",
        Must = "The offset is the acknowledged one, and the resumed upload is correct.",
        Why = "A client frees its buffer at the success. If the server acknowledges before it stores, the bytes are lost.",
        Promises = Promises(ProcessFault.Kill),
        Rank = 2,
        ProcessFault = ProcessFault.Kill,
        Run = t => EndedMoments.AcknowledgedAsync(t, ProcessFault.Kill),
    };

    private static FaultScenario Completion(ProcessFault fault) => new()
    {
        Path = $"{Path(fault)}/completion",
        Title = $"An upload survives {Event(fault)} at its last byte",
        Does = $"Holds back the last byte of an upload, sends it and {Ends(fault)} up to 20 ms later, at a time that the seed decides; "
            + "restarts it, sends HEAD and finishes what is left.",
        Must = $"{Exits(fault)}An acknowledged completion is kept; otherwise the upload can be finished, and is correct.",
        Why = "At completion, servers move files and write records. Between two of these steps an upload may be neither complete nor "
            + "resumable.",
        Promises = [.. Promises(fault), Promise.RecoversCompletion, Promise.DropsComplete],
        Rank = 2,
        ProcessFault = fault,
        Run = t => EndedMoments.CompletionAsync(t, fault),
    };

    private static FaultScenario AnyMoment() => new()
    {
        Path = "kill/any-moment",
        Title = "An upload survives repeated crashes",
        Does = "Three times: sends some pieces of an append (the seed decides how many), kills the server immediately, restarts it "
            + "and sends HEAD; then resumes.",
        Must = "Each offset is at least the one before and at most the number of bytes sent, and the finished upload is correct.",
        Why = "Crashes often repeat: a bad recovery shows at the next crash.",
        Promises = Promises(ProcessFault.Kill),
        Rank = 2,
        ProcessFault = ProcessFault.Kill,
        Run = AnyMomentAsync,
    };

    private static string Path(ProcessFault fault) => fault == ProcessFault.Kill ? "kill" : "terminate";

    private static string Event(ProcessFault fault) => fault == ProcessFault.Kill ? "a crash" : "a deployment";

    private static string Ends(ProcessFault fault) => fault == ProcessFault.Kill ? "kills the server" : "terminates the server (SIGTERM)";

    private static string Exits(ProcessFault fault) => fault == ProcessFault.Kill ? "" : "The process exits within 30 s. ";

    private static IReadOnlyList<Promise> Promises(ProcessFault fault) =>
        fault == ProcessFault.Kill ? Ended.Promises(fault) : [.. Ended.Promises(fault), Promise.EndsWhenAsked];

    private static async Task AnyMomentAsync(ResumableCase t)
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

            await t.EndServerAsync(ProcessFault.Kill);
            offset = t.Protocol.Offset(await t.RecoveredAsync(upload, offset, offset + bytes, ProcessFault.Kill))!.Value;
        }

        await t.FinishAsync(upload);
    }
}
