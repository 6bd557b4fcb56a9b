using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Resilience.Processes;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus.Concatenation;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Process;

/// <summary>Faults of the server's process during a concatenation, which the draft does not have.</summary>
internal static class ConcatenationFaultCases
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Long enough to be seen; no timeout of a server is as short.</summary>
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(1);

    /// <summary>So long that putting two of them together takes a moment.</summary>
    private const int PartBytes = 500_000;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/process/kill/concatenation",
            Title = "Parts survive a crash during their concatenation",
            Does = "Requests a final upload of two parts of 500,000 bytes and kills the server up to 20 ms later, at a time that the seed "
                + "decides; restarts it, checks the parts and requests the final upload again.",
            Must = "The parts are complete and unchanged; an acknowledged final upload is correct, and so is the repeated one.",
            Why = "A server that appends the other parts to the first one can lose both if it crashes meanwhile.",
            Judges = ["A-27", "A-28", "TUS-038", "TUS-080", "TUS-129", "TUS-132", "TUS-146"],
            Needs = ["creation", "concatenation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Kill,
            Run = TusCases.Run(t => EndedAsync(t, ProcessFault.Kill)),
        },
        new()
        {
            Id = "tus/process/terminate/concatenation",
            Title = "Parts survive a deployment during their concatenation",
            Does = "Requests a final upload of two parts of 500,000 bytes and terminates the server (SIGTERM) up to 20 ms later, when the "
                + "seed says; restarts it, checks the parts and requests the final upload again.",
            Must = "The process exits within 30 s; the parts are complete and unchanged, and the final upload is correct.",
            Why = "The concatenation of large files takes long; a deployment during it must only cost time.",
            Judges = ["P-01", "A-28", "TUS-038", "TUS-080", "TUS-129", "TUS-132", "TUS-146"],
            Needs = ["creation", "concatenation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = TusCases.Run(t => EndedAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "tus/process/stop/concatenation",
            Title = "A final upload is correct when the server is stopped during the concatenation",
            Does = "Requests a final upload of two parts of 500,000 bytes, stops the server (SIGSTOP) at once, lets it continue (SIGCONT) "
                + "after a second and checks the parts and the final upload.",
            Must = "The parts are complete and unchanged; the final upload is correct, whether the first request was answered or had to "
                + "be repeated.",
            Why = "A lock with a lifetime expires while its holder is stopped, and then two processes concatenate.",
            Judges = ["P-02", "A-28", "TUS-038", "TUS-080", "TUS-129", "TUS-132", "TUS-146"],
            Needs = ["creation", "concatenation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Stop,
            Run = TusCases.Run(StoppedAsync),
        },
    ];

    private static async Task EndedAsync(TusCase t, ProcessFault fault)
    {
        var (one, other) = await PartsAsync(t);
        Exchange answer;
        await using (var connection = await t.Context.ConnectAsync(t.Endpoint))
        {
            await connection.SendHeadAsync(Parts.FinalOf(t, one, other), t.Cancellation);
            await EndedMoments.MomentAsync(t);
            await t.EndServerAsync(fault);
            answer = await t.LateAnswerAsync(connection, "POST", fault);
        }

        await UnchangedAsync(t, fault, one, other);
        if (answer.Status == 201 && t.Location(answer) is { } url)
        {
            await Parts.WholeAsync(t, "the final upload that was acknowledged", new Upload(url, [.. one.Content, .. other.Content]));
        }

        await Parts.WholeAsync(t, "the final upload after the fault", await Parts.FinalAsync(t, one, other));
    }

    private static async Task StoppedAsync(TusCase t)
    {
        var (one, other) = await PartsAsync(t);
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        await connection.SendHeadAsync(Parts.FinalOf(t, one, other), t.Cancellation);
        await t.Server.StopAsync();
        await t.PauseAsync(Standstill);
        await t.Server.ContinueAsync();
        var answer = await t.LateAnswerAsync(connection, "POST", ProcessFault.Stop);
        await UnchangedAsync(t, ProcessFault.Stop, one, other);
        var isMade = answer.Status == 201 && t.Location(answer) is not null;
        var final = isMade ? new Upload(t.Location(answer)!, [.. one.Content, .. other.Content]) : await Parts.FinalAsync(t, one, other);
        if (isMade)
        {
            t.Status("POST of the final upload", answer, [201], "TUS-080");
        }

        await Parts.WholeAsync(t, "the final upload", final);
    }

    private static async Task<(Upload One, Upload Other)> PartsAsync(TusCase t) =>
        (await Parts.PartialAsync(t, PartBytes, PartBytes), await Parts.PartialAsync(t, PartBytes, PartBytes));

    private static async Task UnchangedAsync(TusCase t, ProcessFault fault, params IReadOnlyList<Upload> parts)
    {
        foreach (var part in parts)
        {
            await t.RecoveredAsync(part, part.Length, part.Length, fault);
        }
    }
}
