namespace Holdfast.Conformance.Histories;

/// <summary>An offset that the server told: it was the upload's at some moment between the two times.</summary>
/// <param name="Operation">Whose answer told it.</param>
/// <param name="Offset">The offset.</param>
/// <param name="From">When the server can have looked first.</param>
/// <param name="To">When the answer was there.</param>
/// <param name="IsAcknowledgement">Whether it answers for octets of the operation itself, so that the client may forget them.</param>
internal sealed record Observation(Operation Operation, long Offset, TimeSpan From, TimeSpan To, bool IsAcknowledgement);
