using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Process;

/// <summary>The server is stopped (SIGSTOP) and continued (SIGCONT), as on a machine that swaps or is migrated.</summary>
internal static class StopCases
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Long enough to be seen; no timeout of a server is as short.</summary>
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/process/stop/creation",
            Title = "A creation that is sent to a stopped server is executed when the server continues",
            Does = "Stops the server (SIGSTOP), sends a creation, waits a second, lets the server continue (SIGCONT), and uploads to what it answers.",
            Must = "No response comes while the server is stopped; after that a success, or the next creation succeeds.",
            Why = "Virtual machines are migrated and containers throttled: a second of silence is not a failure.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Stop,
            Run = IetfCases.Run(Creation),
        },
        new()
        {
            Id = "ietf/process/stop/append",
            Title = "An append to a server that is stopped for a second loses no byte",
            Does = "After 100 acknowledged bytes, stops the server (SIGSTOP) when 40,000 of 60,000 bytes of the last append have arrived, sends the rest, waits a second, lets it continue (SIGCONT), and finishes what is left.",
            Must = "No response comes while the server is stopped; after that no byte is missing or stored twice.",
            Why = "When the process continues, its timers expire at once, while the bytes still wait in its buffers.",
            Judges = ["IETF-001", "IETF-004", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-014", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Stop,
            Run = IetfCases.Run(t => AppendAsync(t, EndedMoments.Arrives)),
        },
        new()
        {
            Id = "ietf/process/stop/completion",
            Title = "An upload whose last byte is sent to a stopped server completes correctly",
            Does = "Holds back the last byte of the last append, stops the server (SIGSTOP), sends the byte, waits a second, lets it continue (SIGCONT), and finishes what is left.",
            Must = "No response comes while the server is stopped; after that the upload is complete or can be completed, with the correct content.",
            Why = "The client may have given up and tried again meanwhile; the byte must count once.",
            Judges = ["IETF-001", "IETF-004", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-014", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Stop,
            Run = IetfCases.Run(t => AppendAsync(t, EndedMoments.Octets - 1)),
        },
    ];

    private static async Task Creation(IetfCase t)
    {
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        await t.Server.StopAsync();
        await connection.SendHeadAsync(t.Create(completes: false), t.Cancellation);
        var created = await SilentAsync(t, connection, "POST");
        var upload = created.IsSuccess && t.Location(created.Response!.Fields) is { } url ? new IetfUpload(url, t.Content(1000)) : await t.NewAsync(1000);
        await t.FinishRestAsync(upload, await t.RecoveredAsync(upload, acknowledged: 0, sent: 0));
    }

    private static async Task AppendAsync(IetfCase t, int before)
    {
        var first = t.Chunk(100);
        var upload = await t.NewAsync(first + EndedMoments.Octets);
        await t.TakenAsync(upload, 0, first);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var append = t.Append(upload, first, completes: true, upload.From(first));
        await t.SendPartAsync(connection, append, before);
        await t.LetArriveAsync();
        await t.Server.StopAsync();
        await connection.SendAsync(append.Body[before..], "body", t.Cancellation);
        var answer = await SilentAsync(t, connection, "PATCH");
        await t.CompletedOrResumableAsync(upload, answer.IsSuccess, first);
    }

    private static async Task<Exchange> SilentAsync(IetfCase t, WireConnection connection, string method)
    {
        var early = await connection.ReadAsync(method, Standstill, t.Cancellation);
        t.Checks.Observe("Response while the server was stopped", early.Outcome, "IETF-001");
        await t.Server.ContinueAsync();
        return early.Response is null && early.End == WireEnd.Open ? await t.LateAnswerAsync(connection, method) : early;
    }
}
