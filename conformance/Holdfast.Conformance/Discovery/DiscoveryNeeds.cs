namespace Holdfast.Conformance.Discovery;

/// <summary>The facts about a server that must be discovered before cases run.</summary>
/// <param name="Creation">Whether a first upload must be possible in tus.</param>
/// <param name="Tus">Whether some cases go on where the draft is refused.</param>
/// <param name="Draft">Whether the interop versions of the draft are asked for.</param>
internal sealed record DiscoveryNeeds(bool Creation, bool Tus, bool Draft);
