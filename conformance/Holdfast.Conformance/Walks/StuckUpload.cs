using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Walks;

/// <summary>An upload that a correct client could not finish although no other client disturbed it.</summary>
/// <param name="Url">Its URL.</param>
/// <param name="Offset">The last reported offset; below 0 if none was.</param>
/// <param name="Last">The last answer.</param>
/// <param name="Tried">The time for which the client tried.</param>
internal sealed record StuckUpload(WireUrl Url, long Offset, Exchange Last, TimeSpan Tried);
