namespace Holdfast.Sabotage.Stores;

/// <summary>A request body that was cut.</summary>
/// <param name="Id">The upload.</param>
/// <param name="Offset">The upload's offset before the request.</param>
/// <param name="Kept">How many bytes of the body arrived.</param>
/// <param name="Length">The upload's length, if it is known.</param>
internal sealed record CutBody(string Id, long Offset, long Kept, long? Length);
