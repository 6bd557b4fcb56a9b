using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Steps;

/// <summary>The process faults of a case, and the checks after them.</summary>
internal abstract partial class ResumableCase
{
    /// <summary>
    /// The default time that Kubernetes leaves a process between SIGTERM and SIGKILL (terminationGracePeriodSeconds).
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public ServerControl Server => context.Server;

    /// <summary>The promise that uploads survive a fault of the process.</summary>
    public static Promise Outlives(ProcessFault fault) => fault switch
    {
        ProcessFault.Kill => Promise.OutlivesKill,
        ProcessFault.Terminate => Promise.OutlivesTermination,
        ProcessFault.Stop => Promise.OutlivesStop,
        _ => Promise.OutlivesFullDisk,
    };

    /// <summary>
    /// Ends the server by <paramref name="fault"/> and restarts it. A server that is asked to end must do so, which is judged.
    /// </summary>
    public async Task EndServerAsync(ProcessFault fault)
    {
        if (fault == ProcessFault.Kill)
        {
            await Server.KillAsync();
        }
        else
        {
            var ended = await Server.TerminateAsync(Grace);
            var time = ended?.After.TotalMilliseconds ?? 0;
            var actual = ended is { } end
                ? string.Create(CultureInfo.InvariantCulture, $"exited after {time:0} ms with exit code {end.ExitCode}") : "still running";
            Judge(Promise.EndsWhenAsked, "Process after SIGTERM", $"exits within {Grace.TotalSeconds:0} s", actual, ended is not null);
            if (ended is not null)
            {
                context.Measure("time to end after SIGTERM", Math.Round(time, 1), "ms");
            }
        }

        await Server.RestartAsync();
    }

    /// <summary>
    /// Judges an upload after the server was restarted: it exists, at an offset between the acknowledged and the sent bytes. Returns the
    /// response to HEAD.
    /// </summary>
    /// <exception cref="CaseStoppedException">The upload is missing, which is judged, too.</exception>
    public Task<Exchange> RecoveredAsync(Upload upload, long acknowledged, long sent, ProcessFault fault) =>
        RecoveredAsync(upload, acknowledged, sent, Outlives(fault));

    /// <summary>Judges an upload after a fault that it must survive.</summary>
    /// <exception cref="CaseStoppedException">The upload is missing, which is judged, too.</exception>
    public async Task<Exchange> RecoveredAsync(Upload upload, long acknowledged, long sent, Promise survival)
    {
        const string Step = "HEAD after the fault";
        const string Expected = "success with an Upload-Offset";
        var outlives = Protocol.Requirements(survival);
        var head = await HeadWhenFreeAsync(upload.Url, BusyPatience);
        if (IsBusy(head))
        {
            // A lock that the process left behind may block the upload for some time, but not for ever.
            throw StaysBusy(Step, Expected, head, Protocol.Requirements(Promise.Resumes));
        }

        if (head.Response is not null)
        {
            Checks.Judge("Upload after the fault", "still there", head, !Protocol.IsGone(head), outlives);
        }

        if (Protocol.IsGone(head))
        {
            var append = await SendAsync(Append(upload, 0, Chunk(5)), upload.Url);
            Judge(Promise.StaysLost, "An append to the lost upload", "a 4xx status", append, append.IsClientError);
            throw CaseStoppedException.Judged("The upload did not survive the fault, so the case cannot continue.");
        }

        if (!head.IsSuccess || Protocol.Offset(head) is not { } offset)
        {
            throw Broken(Step, head, Expected, Protocol.Requirements(Promise.GivesOffsetAgain));
        }

        Checks.Judge(
            "Offset after the fault", $"at least {acknowledged}, the acknowledged offset", $"{offset}", offset >= acknowledged,
            [.. Protocol.Requirements(Promise.RecoversAcknowledged), .. outlives]);
        Checks.Judge(
            "Offset after the fault", $"at most {sent}, the number of bytes sent", $"{offset}", offset <= sent,
            [.. Protocol.Requirements(Promise.CountsNoMore), .. outlives]);
        return head;
    }

    /// <summary>Finishes an upload that exists after the restart.</summary>
    public Task FinishRestAsync(Upload upload, Exchange found) =>
        Protocol.EndsByRequest && Protocol.IsComplete(upload, found) == true
            ? ContentIsAsync(Promise.Whole, upload, found)
            : FinishAsync(upload);

    /// <summary>
    /// Judges an upload whose last byte was in transit at the time of the fault, and finishes it. A server may remove a complete upload of
    /// the draft by its own policy, so when the response was lost, too, the meaning of a 404 is unknown.
    /// </summary>
    public Task CompletedOrResumableAsync(Upload upload, Exchange answer, long before, ProcessFault fault) =>
        CompletedOrResumableAsync(upload, answer, before, Outlives(fault));

    /// <summary>Judges an upload whose last byte was in transit at the time of a fault that it must survive, and finishes it.</summary>
    public async Task CompletedOrResumableAsync(Upload upload, Exchange answer, long before, Promise survival)
    {
        var acknowledged = !answer.IsSuccess ? before : Protocol.EndsByRequest ? upload.Length : Protocol.Offset(answer) ?? before;
        if (Protocol.EndsByRequest)
        {
            if (answer.IsSuccess)
            {
                await CompletedAsync("after the fault", upload, Protocol.Requirements(Promise.RecoversCompletion));
            }

            var head = await HeadWhenFreeAsync(upload.Url, BusyPatience);
            if (Protocol.IsGone(head))
            {
                var reached = answer.IsSuccess ? "was answered" : "may have been reached";
                Observe(Promise.DropsComplete, "The upload resource after the fault", $"{head.Outcome}; the completion {reached}.");
                return;
            }
        }

        await FinishRestAsync(upload, await RecoveredAsync(upload, acknowledged, upload.Length, survival));
    }

    /// <summary>The response to a request that was in progress at the time of the fault; its absence is not the server's fault.</summary>
    public async Task<Exchange> LateAnswerAsync(WireConnection connection, string method, ProcessFault fault)
    {
        var answer = await connection.ReadAsync(method, Patience, Cancellation);
        Observe(Outlives(fault), $"Response to the {method} that was under way", answer.Outcome);
        return answer;
    }
}
