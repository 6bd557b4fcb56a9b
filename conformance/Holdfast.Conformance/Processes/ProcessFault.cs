namespace Holdfast.Conformance.Processes;

/// <summary>A fault in a server's process.</summary>
public enum ProcessFault
{
    /// <summary>It ends at once, as by a crash or a power cut of its machine (SIGKILL).</summary>
    Kill,

    /// <summary>The server is asked to end, as by every deployment (SIGTERM).</summary>
    Terminate,

    /// <summary>The process is stopped and continued later, as on a machine that swaps or is migrated (SIGSTOP, SIGCONT).</summary>
    Stop,

    /// <summary>Its files cannot grow beyond a limit, as on a full disk.</summary>
    DiskFull,
}
