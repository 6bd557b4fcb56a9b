using Holdfast.Conformance.Processes;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>The process faults of a case with its own server, and their record.</summary>
internal sealed class ServerControl(ServerCaseContext context, IServerProcess server)
{
    /// <summary>A killed process exits as soon as the system has released its memory.</summary>
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    private readonly List<FaultEntry> _faults = [];

    /// <summary>Ends the server as a crash does.</summary>
    public async Task KillAsync()
    {
        await SignalAsync(ProcessSignal.Kill, "SIGKILL");
        await server.EndAsync(KillLimit, context.CancellationToken);
    }

    /// <summary>
    /// Sends SIGTERM to the server. Returns its exit code and the time; <see langword="null"/> if it did not exit in time.
    /// </summary>
    public async Task<(int ExitCode, TimeSpan After)?> TerminateAsync(TimeSpan grace)
    {
        var start = context.Clock.Elapsed;
        await SignalAsync(ProcessSignal.Terminate, "SIGTERM");
        return await server.EndAsync(grace, context.CancellationToken) is { } code ? (code, context.Clock.Elapsed - start) : null;
    }

    /// <summary>Stops the server's process (SIGSTOP).</summary>
    public Task StopAsync() => SignalAsync(ProcessSignal.Stop, "SIGSTOP");

    /// <summary>Lets the server continue (SIGCONT).</summary>
    public async Task ContinueAsync()
    {
        await server.SignalAsync(ProcessSignal.Continue, context.CancellationToken);
        Over("SIGCONT: the server continues.");
    }

    /// <summary>Restarts the server with the same directory.</summary>
    /// <exception cref="CaseStoppedException">It does not start, so it is unknown whether anything is lost.</exception>
    public async Task RestartAsync()
    {
        if (await server.RestartAsync(context.CancellationToken) is { } failure)
        {
            throw CaseStoppedException.Inconclusive($"The server did not start again: {failure}");
        }

        Over("The server was restarted and listens.");
    }

    /// <summary>Records the limit of the server's file size.</summary>
    public void Limited(long bytes) => Begin("file-size-limit", $"The server's files cannot grow beyond {bytes} bytes.");

    /// <summary>The faults, with their duration.</summary>
    public IReadOnlyList<FaultEntry> Faults() => [.. _faults];

    private async Task SignalAsync(ProcessSignal signal, string name)
    {
        Begin(name, $"{name} was sent to the server.");
        await server.SignalAsync(signal, context.CancellationToken);
    }

    private void Begin(string fault, string detail)
    {
        context.Note(detail);
        _faults.Add(new FaultEntry { AtMs = Now, Connection = 0, Fault = fault, Detail = detail });
    }

    private void Over(string sentence)
    {
        context.Note(sentence);
        for (var at = 0; at < _faults.Count; at++)
        {
            _faults[at] = _faults[at] with { EndMs = _faults[at].EndMs ?? Now };
        }
    }

    private double Now => Math.Round(context.Clock.Elapsed.TotalMilliseconds, 3);
}
