using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>What the cases share that do something to the server's process.</summary>
internal sealed partial class IetfCase
{
    /// <summary>What Kubernetes leaves a process between SIGTERM and SIGKILL unless told otherwise (terminationGracePeriodSeconds).</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public ServerControl Server => context.Server;

    /// <summary>Ends the server by <paramref name="fault"/> and starts it again. No draft says how a process ends, so that is observed.</summary>
    public async Task EndServerAsync(ProcessFault fault)
    {
        if (fault == ProcessFault.Kill)
        {
            await Server.KillAsync();
        }
        else
        {
            var ended = await Server.TerminateAsync(Grace);
            Checks.Observe("Process after SIGTERM", ended is { } end ? string.Create(CultureInfo.InvariantCulture, $"Exited after {end.After.TotalMilliseconds:0} ms with exit code {end.ExitCode}.") : $"Still running after {Grace.TotalSeconds:0} s.", "IETF-001");
        }

        await Server.RestartAsync();
    }

    /// <summary>
    /// Judges what a server that was away knows of an upload: an offset from what was acknowledged to what was sent, or, where state was
    /// lost, nothing at all (draft, Upload-Offset: the resource is deactivated). Gives the answer.
    /// </summary>
    /// <exception cref="CaseStoppedException">The upload is gone, which is judged, too.</exception>
    public async Task<Exchange> RecoveredAsync(IetfUpload upload, long acknowledged, long sent)
    {
        var head = await HeadOnceFreeAsync(upload);
        if (!Answered("HEAD after the fault", "an answer", head, "IETF-001", "IETF-006"))
        {
            throw CaseStoppedException.Inconclusive($"HEAD after the fault had no outcome: {head.Outcome}.");
        }

        Checks.Judge("Upload after the fault", "still there", head, !head.Is(404, 410), "IETF-001");
        if (head.Is(404, 410))
        {
            Refused("an append to the deleted upload", await AppendAsync(upload, 0, completes: false, upload.From(0, Chunk(5))), "IETF-006");
            throw CaseStoppedException.Judged("The upload did not survive the fault, so the case cannot continue.");
        }

        if (!head.IsSuccess || Offset(head.Response!.Fields) is not { } offset)
        {
            throw Broken("HEAD after the fault", head, "a 2xx status with an Upload-Offset, or 404 or 410", "IETF-006");
        }

        Checks.Judge(
            "Offset after the fault", $"at least {acknowledged}, the acknowledged offset", $"{offset}", offset >= acknowledged,
            "IETF-001", "IETF-005", "IETF-006", "IETF-009");
        Checks.Judge("Offset after the fault", $"at most {sent}, the number of bytes sent", $"{offset}", offset <= sent, "IETF-010");
        return head;
    }

    /// <summary>Finishes what is left of an upload that was found again.</summary>
    public async Task FinishRestAsync(IetfUpload upload, Exchange found)
    {
        if (Completeness(found.Response!.Fields) == true)
        {
            await ContentIsAsync(upload, Location(found.Response.Fields), "IETF-104");
        }
        else
        {
            await FinishAsync(upload, "IETF-104");
        }
    }

    /// <summary>
    /// Judges an upload whose last byte was in flight when the fault occurred. A server may remove the resource of a complete upload, so if
    /// the response was lost, too, the meaning of a 404 is unknown.
    /// </summary>
    public async Task CompletedOrResumableAsync(IetfUpload upload, bool isAcknowledged, long before)
    {
        if (isAcknowledged)
        {
            await CompletedAsync("after the fault", upload, "IETF-014");
        }

        var head = await HeadOnceFreeAsync(upload);
        if (head.Is(404, 410))
        {
            Checks.Observe("The upload resource after the fault", $"{head.Outcome}; the completion {(isAcknowledged ? "was answered" : "may have been reached")}.", "IETF-004");
            return;
        }

        var found = await RecoveredAsync(upload, isAcknowledged ? upload.Length : before, upload.Length);
        await FinishRestAsync(upload, found);
    }

    /// <summary>The answer to a request that was under way when the fault came; none is none of the server's fault.</summary>
    public async Task<Exchange> LateAnswerAsync(WireConnection connection, string method)
    {
        var answer = await connection.ReadAsync(method, Patience, Cancellation);
        Checks.Observe($"Response to the {method} that was under way", answer.Outcome, "IETF-001");
        return answer;
    }

    // A server that went down with an upload locked may need a moment to find out; the case's time limit bounds the loop.
    private async Task<Exchange> HeadOnceFreeAsync(IetfUpload upload)
    {
        var head = await HeadAsync(upload);
        while (head.Is(423, 429, 503))
        {
            await PauseAsync();
            head = await HeadAsync(upload);
        }

        return head;
    }
}
