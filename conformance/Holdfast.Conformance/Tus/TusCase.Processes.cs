using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>What the cases share that do something to the server's process.</summary>
internal sealed partial class TusCase
{
    /// <summary>What Kubernetes leaves a process between SIGTERM and SIGKILL unless told otherwise (terminationGracePeriodSeconds).</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly int[] Gone = [403, 404, 410];

    public ServerControl Server => context.Server;

    /// <summary>The corner of the catalogue that a fault belongs to.</summary>
    public static string Corner(ProcessFault fault) => fault switch
    {
        ProcessFault.Kill => "A-27",
        ProcessFault.Terminate => "P-01",
        ProcessFault.Stop => "P-02",
        _ => "P-03",
    };

    /// <summary>Ends the server by <paramref name="fault"/> and starts it again. One that is asked to end is judged by whether it does.</summary>
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
            Checks.Judge(
                "Process after SIGTERM", $"exits within {Grace.TotalSeconds:0} s",
                ended is { } end ? string.Create(CultureInfo.InvariantCulture, $"exited after {time:0} ms with exit code {end.ExitCode}") : "still running", ended is not null, "P-01");
            if (ended is not null)
            {
                context.Measure("time to end after SIGTERM", Math.Round(time, 1), "ms");
            }
        }

        await Server.RestartAsync();
    }

    /// <summary>
    /// Judges what a server that was away knows of an upload: it is there, at an offset from what was acknowledged to what was sent. Gives the
    /// offset.
    /// </summary>
    /// <exception cref="CaseStoppedException">The upload is gone, which is judged, too.</exception>
    public async Task<long> RecoveredAsync(TusUpload upload, long acknowledged, long sent, ProcessFault fault)
    {
        var head = await HeadOnceFreeAsync(upload);
        if (head.Response is not null)
        {
            Checks.Judge("Upload after the fault", "still there", head, !head.Is(Gone), Corner(fault));
        }

        if (head.Is(Gone))
        {
            throw CaseStoppedException.Judged("The upload did not survive the fault, so the case cannot continue.");
        }

        if (!head.IsSuccess || head.Number("Upload-Offset") is not { } offset)
        {
            throw Broken("HEAD after the fault", head, "success with an Upload-Offset", "TUS-021");
        }

        Checks.Judge("Offset after the fault", $"at least {acknowledged}, the acknowledged offset", $"{offset}", offset >= acknowledged, "TUS-038", "A-28", Corner(fault));
        Checks.Judge("Offset after the fault", $"at most {sent}, the number of bytes sent", $"{offset}", offset <= sent, "TUS-038", Corner(fault));
        return offset;
    }

    /// <summary>The answer to a request that was under way when the fault came; none is none of the server's fault.</summary>
    public async Task<Exchange> LateAnswerAsync(WireConnection connection, string method, ProcessFault fault)
    {
        var answer = await connection.ReadAsync(method, Patience, Cancellation);
        Checks.Observe($"Response to the {method} that was under way", answer.Outcome, Corner(fault));
        return answer;
    }

    // A lock that the process left behind makes the upload busy for ever; one that clears by itself is fine.
    private async Task<Exchange> HeadOnceFreeAsync(TusUpload upload)
    {
        var start = context.Clock.Elapsed;
        var head = await HeadAsync(upload.Url);
        while (IsBusy(head))
        {
            JudgeBusy(head, start);
            await PauseAsync();
            head = await HeadAsync(upload.Url);
        }

        return head;
    }
}
