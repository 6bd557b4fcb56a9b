namespace Holdfast.Conformance.Histories;

/// <summary>An offset that the server reported: it was the upload's offset at some moment between the two times.</summary>
/// <param name="Operation">The operation whose response reported it.</param>
/// <param name="Offset">The offset.</param>
/// <param name="From">The earliest time at which the server can have read it.</param>
/// <param name="To">The time of the response.</param>
/// <param name="IsAcknowledgement">Whether it acknowledges bytes of the operation itself, so that the client may discard them.</param>
internal sealed record Observation(Operation Operation, long Offset, TimeSpan From, TimeSpan To, bool IsAcknowledgement);
