using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;

namespace Holdfast.Conformance.Ietf.Process;

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
            Id = "ietf/process/kill/creation",
            Title = "Upload resources whose creation was acknowledged survive a crash",
            Does = "Sends eight creations at once, kills the server when the first is answered, restarts it, and finishes every upload that was acknowledged, and a new one.",
            Must = "Every upload resource announced by a success exists at offset 0 and can be finished; the server accepts new ones.",
            Why = "The client has stored the URL, and a 404 makes it start over.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = IetfCases.Run(t => EndedMoments.CreationAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "ietf/process/kill/append",
            Title = "An upload survives a crash in the middle of an append",
            Does = "After 100 acknowledged bytes, kills the server when 40,000 of 60,000 bytes of the last append have arrived; restarts it, sends HEAD and resumes.",
            Must = "The upload is not complete, and its offset at least 100 and at most 40,100, or it is gone; the resumed file is correct.",
            Why = "A server that lost state without noticing reports a smaller offset, and the client has already discarded those bytes.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104", "IETF-105", "IETF-106"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = IetfCases.Run(t => EndedMoments.AppendAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "ietf/process/kill/acknowledged",
            Title = "Bytes that a success acknowledged survive a crash",
            Does = "Appends 60,000 bytes and kills the server as soon as the success arrives; restarts it, sends HEAD and resumes.",
            Must = "The offset is the acknowledged one, or the upload is gone; the resumed file is correct.",
            Why = "An offset in a response promises that the client can discard these bytes.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = IetfCases.Run(t => EndedMoments.AcknowledgedAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "ietf/process/kill/completion",
            Title = "An upload survives a crash at its last byte",
            Does = "Holds back the last byte of the last append, sends it and kills the server up to 20 ms later, when the seed says; restarts it, sends HEAD and finishes what is left.",
            Must = "An acknowledged completion is kept; otherwise the upload can be finished, and is correct.",
            Why = "At completion the target takes over; between the two an upload can be lost.",
            Judges = ["IETF-001", "IETF-004", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-014", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = IetfCases.Run(t => EndedMoments.CompletionAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "ietf/process/kill/any-moment",
            Title = "An upload survives repeated crashes",
            Does = "Three times: sends some pieces of an append (the seed decides how many), kills the server immediately, restarts it and sends HEAD; then resumes.",
            Must = "Each offset is at least the one before and at most the number of bytes sent, or the upload is gone; the resumed file is correct.",
            Why = "Crashes often repeat: a bad recovery shows at the next crash.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = IetfCases.Run(AnyMoment),
        },
    ];

    private static async Task AnyMoment(IetfCase t)
    {
        var upload = await t.NewAsync(LongUpload);
        var offset = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var octets = Piece * t.Context.Random.Next(1, 9);
            await using var connection = await t.Context.ConnectAsync(upload.Url);
            await connection.SendHeadAsync(t.Append(upload, offset, completes: true, upload.From(offset)), t.Cancellation);
            for (var sent = 0; sent < octets; sent += Piece)
            {
                await connection.SendAsync(upload.From((int)offset + sent, Piece), "body", t.Cancellation);
            }

            await t.EndServerAsync(ProcessFault.Kill);
            var found = await t.RecoveredAsync(upload, offset, offset + octets);
            offset = IetfCase.Offset(found.Response!.Fields)!.Value;
        }

        await t.FinishAsync(upload, "IETF-104");
    }
}
