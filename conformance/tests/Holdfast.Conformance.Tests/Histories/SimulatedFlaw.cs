namespace Holdfast.Conformance.Tests.Histories;

/// <summary>The flaws of a simulated server; each violates one invariant.</summary>
public enum SimulatedFlaw
{
    None,

    /// <summary>The last byte of what a success acknowledged is gone.</summary>
    LosesAcknowledged,

    /// <summary>The last byte of what HEAD told is gone.</summary>
    ForgetsTold,

    /// <summary>HEAD tells more than is there.</summary>
    RunsAhead,

    /// <summary>An append at the right offset is a mismatch.</summary>
    RefusesTold,

    /// <summary>The last byte of a piece is another one.</summary>
    Garbles,

    /// <summary>A writer is not stopped when another one moves the offset.</summary>
    TakesBothWriters,

    /// <summary>An append at an offset that has passed is taken for one at the end.</summary>
    TakesRepetitions,

    /// <summary>Bytes that arrive for a complete upload are written into it.</summary>
    ChangesAfterCompletion,

    /// <summary>An append to a deleted upload creates it again.</summary>
    BringsBack,

    /// <summary>DELETE takes another upload along.</summary>
    TakesNeighbours,
}
