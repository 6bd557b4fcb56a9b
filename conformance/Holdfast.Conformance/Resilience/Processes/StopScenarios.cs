using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Tus.Concatenation;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Process;

/// <summary>The server is stopped (SIGSTOP) and continued (SIGCONT), as on a machine that swaps or is migrated.</summary>
internal static class StopCases
{
    private const ProcessFault Fault = ProcessFault.Stop;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Long enough to be seen; no timeout of a server is as short.</summary>
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/process/stop/creation",
            Title = "A creation that is sent to a stopped server is executed when the server continues",
            Does = "Stops the server (SIGSTOP), sends POST, waits a second, lets the server continue (SIGCONT), and uploads to what it answers.",
            Must = "No response comes while the server is stopped; after that 201, or the connection is closed and the next POST succeeds.",
            Why = "Virtual machines are migrated and containers throttled: a second of silence is not a failure.",
            Judges = ["P-02", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = Fault,
            Run = TusCases.Run(Creation),
        },
        new()
        {
            Id = "tus/process/stop/patch",
            Title = "A PATCH to a server that is stopped for a second loses no byte",
            Does = "After 100 acknowledged bytes, stops the server (SIGSTOP) when 40,000 of 60,000 bytes of a PATCH have arrived, sends the rest and HEAD, lets it continue (SIGCONT), sends HEAD again and resumes.",
            Must = "No response comes while the server is stopped; after that the offset is at least 100, and no byte is missing or stored twice.",
            Why = "When the process continues, its timers expire at once, while the bytes still wait in its buffers.",
            Judges = ["P-02", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = Fault,
            Run = TusCases.Run(Patch),
        },
        new()
        {
            Id = "tus/process/stop/completion",
            Title = "An upload whose last byte is sent to a stopped server completes correctly",
            Does = "Holds back the last byte of an upload, stops the server (SIGSTOP), sends the byte, waits a second, lets it continue (SIGCONT), and finishes what is left.",
            Must = "No response comes while the server is stopped; after that the upload is complete or can be completed, with the correct content.",
            Why = "The client may have given up and tried again meanwhile; the byte must count once.",
            Judges = ["P-02", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = Fault,
            Run = TusCases.Run(Completion),
        },
        new()
        {
            Id = "tus/process/stop/concatenation",
            Title = "A final upload is correct when the server is stopped during the concatenation",
            Does = "Requests a final upload of two parts of 500,000 bytes, stops the server (SIGSTOP) at once, lets it continue (SIGCONT) after a second and checks the parts and the final upload.",
            Must = "The parts are complete and unchanged; the final upload is correct, whether the first request was answered or had to be repeated.",
            Why = "A lock with a lifetime expires while its holder is stopped, and then two processes concatenate.",
            Judges = ["P-02", "A-28", "TUS-038", "TUS-080", "TUS-129", "TUS-132", "TUS-146"],
            Needs = ["creation", "concatenation"],
            TimeLimit = Limit,
            ProcessFault = Fault,
            Run = TusCases.Run(Concatenation),
        },
    ];

    private static async Task Creation(TusCase t)
    {
        var content = t.Content(1000);
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        await t.Server.StopAsync();
        await connection.SendHeadAsync(t.Post(content.Length), t.Cancellation);
        var created = await SilentAsync(t, connection, "POST");
        var upload = created.Status == 201 && t.Location(created) is { } url ? new TusUpload(url, content) : await t.NewUploadAsync(content);
        await t.RecoveredAsync(upload, acknowledged: 0, sent: 0, Fault);
        await t.FinishAsync(upload);
    }

    private static async Task Patch(TusCase t)
    {
        var first = t.Chunk(100);
        var upload = await t.NewUploadAsync(first + EndedMoments.Octets);
        await t.AppendAsync(upload, 0, first);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await using var asking = await t.Context.ConnectAsync(upload.Url);
        var patch = t.Patch(upload, first, upload.From(first));
        await t.SendPartAsync(connection, patch, EndedMoments.Arrives);
        await t.LetArriveAsync(upload.Url);
        await t.Server.StopAsync();
        await connection.SendAsync(patch.Body[EndedMoments.Arrives..], "body", t.Cancellation);
        await asking.SendHeadAsync(t.Request("HEAD", upload.Url), t.Cancellation);
        var answer = await SilentAsync(t, connection, "PATCH");
        await t.LateAnswerAsync(asking, "HEAD", Fault);
        await t.RecoveredAsync(upload, answer.IsSuccess ? answer.Number("Upload-Offset") ?? first : first, upload.Length, Fault);
        await t.FinishAsync(upload);
    }

    private static async Task Completion(TusCase t)
    {
        var first = t.Chunk(100);
        var upload = await t.NewUploadAsync(first + EndedMoments.Octets);
        await t.AppendAsync(upload, 0, first);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await t.SendPartAsync(connection, t.Patch(upload, first, upload.From(first)), EndedMoments.Octets - 1);
        await t.LetArriveAsync(upload.Url);
        await t.Server.StopAsync();
        await connection.SendAsync(upload.From(upload.Length - 1), "body", t.Cancellation);
        var answer = await SilentAsync(t, connection, "PATCH");
        await t.RecoveredAsync(upload, answer.IsSuccess ? upload.Length : first, upload.Length, Fault);
        await t.FinishAsync(upload);
    }

    private static async Task Concatenation(TusCase t)
    {
        var one = await Parts.PartialAsync(t, EndedMoments.PartOctets, EndedMoments.PartOctets);
        var other = await Parts.PartialAsync(t, EndedMoments.PartOctets, EndedMoments.PartOctets);
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        await connection.SendHeadAsync(Parts.FinalOf(t, one, other), t.Cancellation);
        await t.Server.StopAsync();
        await Task.Delay(Standstill, t.Context.Clock.Time, t.Cancellation);
        await t.Server.ContinueAsync();
        var answer = await t.LateAnswerAsync(connection, "POST", Fault);
        await t.RecoveredAsync(one, one.Length, one.Length, Fault);
        await t.RecoveredAsync(other, other.Length, other.Length, Fault);
        var isMade = answer.Status == 201 && t.Location(answer) is not null;
        var final = isMade ? new TusUpload(t.Location(answer)!, [.. one.Content, .. other.Content]) : await Parts.FinalAsync(t, one, other);
        if (isMade)
        {
            t.Status("POST of the final upload", answer, [201], "TUS-080");
        }

        await Parts.WholeAsync(t, "the final upload", final);
    }

    // A stopped process cannot answer. If a response comes, the stopped process was not the server, and the rest would prove nothing.
    private static async Task<Exchange> SilentAsync(TusCase t, WireConnection connection, string method)
    {
        var early = await connection.ReadAsync(method, Standstill, t.Cancellation);
        t.Checks.Observe("Response while the server was stopped", early.Outcome, "P-02");
        await t.Server.ContinueAsync();
        return early.Response is null && early.End == WireEnd.Open ? await t.LateAnswerAsync(connection, method, Fault) : early;
    }
}
