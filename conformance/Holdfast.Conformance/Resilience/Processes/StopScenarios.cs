using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Processes;

/// <summary>The server is stopped (SIGSTOP) and continued (SIGCONT), as on a machine that swaps or is migrated.</summary>
internal static class StopScenarios
{
    private const ProcessFault Fault = ProcessFault.Stop;

    /// <summary>Long enough to be seen; no timeout of a server is as short.</summary>
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "stop/creation",
            Title = "A creation that is sent to a stopped server is executed when the server continues",
            Does = "Stops the server (SIGSTOP), sends a creation, waits a second, lets the server continue (SIGCONT), and uploads to what "
                + "it answers.",
            Must = "No response comes while the server is stopped; after that a success, or the connection is closed and the next "
                + "creation succeeds.",
            Why = "Virtual machines are migrated and containers throttled: a second of silence is not a failure.",
            Promises = [.. Ended.Promises(Fault)],
            Rank = 2,
            ProcessFault = Fault,
            Run = Creation,
        },
        new()
        {
            Path = "stop/append",
            Title = "An append to a server that is stopped for a second loses no byte",
            Does = "After 100 acknowledged bytes, stops the server (SIGSTOP) when 40,000 of 60,000 bytes of an append have arrived, sends "
                + "the rest and HEAD, lets it continue (SIGCONT), sends HEAD again and resumes.",
            Must = "No response comes while the server is stopped; after that the offset is at least 100, and no byte is missing or "
                + "stored twice.",
            Why = "When the process continues, its timers expire at once, while the bytes still wait in its buffers.",
            Promises = [.. Ended.Promises(Fault), Promise.RecoversCompletion, Promise.DropsComplete],
            Rank = 2,
            ProcessFault = Fault,
            Run = t => AppendAsync(t, EndedMoments.Arrives, asks: true),
        },
        new()
        {
            Path = "stop/completion",
            Title = "An upload whose last byte is sent to a stopped server completes correctly",
            Does = "Holds back the last byte of an upload, stops the server (SIGSTOP), sends the byte, waits a second, lets it continue "
                + "(SIGCONT), and finishes what is left.",
            Must = "No response comes while the server is stopped; after that the upload is complete or can be completed, with the "
                + "correct content.",
            Why = "The client may have given up and tried again meanwhile; the byte must count once.",
            Promises = [.. Ended.Promises(Fault), Promise.RecoversCompletion, Promise.DropsComplete],
            Rank = 2,
            ProcessFault = Fault,
            Run = t => AppendAsync(t, EndedMoments.Bytes - 1, asks: false),
        },
    ];

    private static async Task Creation(ResumableCase t)
    {
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        var content = t.Content(1000);
        await t.Server.StopAsync();
        await connection.SendHeadAsync(t.Protocol.Create(content.Length), t.Cancellation);
        var created = await SilentAsync(t, connection, "POST");
        var upload =
            created.IsSuccess && t.Protocol.Location(created) is { } url ? new Upload(url, content) : await t.NewAsync(content.Length);
        await t.FinishRestAsync(upload, await t.RecoveredAsync(upload, acknowledged: 0, sent: 0, Fault));
    }

    private static async Task AppendAsync(ResumableCase t, int before, bool asks)
    {
        var (upload, acknowledged) = await t.BegunAsync(EndedMoments.Bytes);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await using var asking = await t.Context.ConnectAsync(upload.Url);
        var append = t.Append(upload, acknowledged, EndedMoments.Bytes);
        await t.SendPartAsync(connection, append, before);
        await t.LetArriveAsync(upload);
        await t.Server.StopAsync();
        await connection.SendAsync(append.Body[before..], "body", t.Cancellation);
        if (asks)
        {
            await asking.SendHeadAsync(t.Head(upload), t.Cancellation);
        }

        var answer = await SilentAsync(t, connection, "PATCH");
        if (asks)
        {
            await t.LateAnswerAsync(asking, "HEAD", Fault);
        }

        await t.CompletedOrResumableAsync(upload, answer, acknowledged, Fault);
    }

    // A stopped process cannot answer. If a response comes, the stopped process was not the server, and the rest would prove nothing.
    private static async Task<Exchange> SilentAsync(ResumableCase t, WireConnection connection, string method)
    {
        var early = await connection.ReadAsync(method, Standstill, t.Cancellation);
        t.Observe(Promise.OutlivesStop, "Response while the server was stopped", early.Outcome);
        await t.Server.ContinueAsync();
        return early.Response is null && early.End == WireEnd.Open ? await t.LateAnswerAsync(connection, method, Fault) : early;
    }
}
