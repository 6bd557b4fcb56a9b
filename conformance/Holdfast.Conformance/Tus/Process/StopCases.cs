using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Tus.Concatenation;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Process;

/// <summary>The server stands still (SIGSTOP) and goes on (SIGCONT), as on a machine that swaps or is moved.</summary>
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
            Title = "A creation that meets a server which stands still is carried out when it goes on",
            Does = "Stops the server (SIGSTOP), sends POST, waits a second, lets the server go on (SIGCONT), and uploads to what it answers.",
            Must = "Nothing is answered while the server stands still; afterwards 201, or the connection is closed and the next POST is served.",
            Why = "Virtual machines are moved, containers throttled: a second of silence is no failure.",
            Judges = ["P-02", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = Fault,
            Run = TusCases.Run(Creation),
        },
        new()
        {
            Id = "tus/process/stop/patch",
            Title = "A PATCH through a server that stands still for a second loses nothing",
            Does = "After 100 acknowledged octets, stops the server (SIGSTOP) when 40,000 of 60,000 octets of a PATCH have arrived, sends the rest and HEAD, lets it go on (SIGCONT), asks HEAD again and resumes.",
            Must = "Nothing is answered while the server stands still; afterwards the offset is at least 100 and no octet is missing or stored twice.",
            Why = "Timers that ran out meanwhile all strike at once when the server wakes up, while the octets wait in its buffers.",
            Judges = ["P-02", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = Fault,
            Run = TusCases.Run(Patch),
        },
        new()
        {
            Id = "tus/process/stop/completion",
            Title = "An upload that completes while the server stands still is whole",
            Does = "Holds back the last octet of an upload, stops the server (SIGSTOP), sends the octet, waits a second, lets it go on (SIGCONT), and finishes what is left.",
            Must = "Nothing is answered while the server stands still; afterwards the upload is complete or can be completed, and is whole.",
            Why = "The client may have given up and asked again by then; the octet must count once.",
            Judges = ["P-02", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = Fault,
            Run = TusCases.Run(Completion),
        },
        new()
        {
            Id = "tus/process/stop/concatenation",
            Title = "A final whose server stands still in between is whole",
            Does = "Asks for a final of two parts of 500,000 octets, stops the server (SIGSTOP) at once, lets it go on (SIGCONT) after a second and looks at parts and final.",
            Must = "The parts are complete and unchanged; the final is whole, whether it was answered or had to be asked for again.",
            Why = "A lock with a lifetime runs out while its holder sleeps, and then two put the final together.",
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
            t.Status("POST of the final", answer, [201], "TUS-080");
        }

        await Parts.WholeAsync(t, "the final", final);
    }

    // A process that stands still cannot answer: if it does, it was not the server, and nothing that follows would prove anything.
    private static async Task<Exchange> SilentAsync(TusCase t, WireConnection connection, string method)
    {
        var early = await connection.ReadAsync(method, Standstill, t.Cancellation);
        t.Checks.Observe("Answer while the server stood still", early.Outcome, "P-02");
        await t.Server.ContinueAsync();
        return early.Response is null && early.End == WireEnd.Open ? await t.LateAnswerAsync(connection, method, Fault) : early;
    }
}
