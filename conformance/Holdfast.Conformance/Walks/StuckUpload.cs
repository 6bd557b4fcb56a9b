using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Walks;

/// <summary>An upload that a correct client could not finish, though nobody disturbed it.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Offset">The offset that was told last; below 0 when none was.</param>
/// <param name="Last">The last answer.</param>
/// <param name="Tried">For how long it was tried.</param>
internal sealed record StuckUpload(WireUrl Url, long Offset, Exchange Last, TimeSpan Tried);
