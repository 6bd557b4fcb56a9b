namespace Holdfast.Conformance.Processes;

/// <summary>The signals that cases send.</summary>
public enum ProcessSignal
{
    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>SIGTERM.</summary>
    Terminate,

    /// <summary>SIGSTOP.</summary>
    Stop,

    /// <summary>SIGCONT.</summary>
    Continue,
}
