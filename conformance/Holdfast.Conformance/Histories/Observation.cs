namespace Holdfast.Conformance.Histories;

/// <summary>An offset that the server reported: it was the upload's offset at some moment between the two times.</summary>
/// <param name="Operation">The operation whose response reported it.</param>
/// <param name="Place">How many offsets the same operation reported before it.</param>
/// <param name="Offset">The offset.</param>
/// <param name="To">The time at which the client had read the response.</param>
/// <param name="IsAcknowledgement">Whether it acknowledges bytes of the operation itself, so that the client may discard them.</param>
internal sealed record Observation(Operation Operation, int Place, long Offset, TimeSpan To, bool IsAcknowledgement)
{
    /// <summary>
    /// The earliest time at which the server can have read it. A client may read late, so the reading of an earlier 104 proves nothing
    /// about the time of the next one.
    /// </summary>
    public TimeSpan From => Operation.InvokedAt;
}
