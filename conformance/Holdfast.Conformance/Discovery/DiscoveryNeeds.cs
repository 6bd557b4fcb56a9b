namespace Holdfast.Conformance.Discovery;

/// <summary>The facts about a server that must be discovered before cases run.</summary>
/// <param name="Creation">Whether a first upload must be possible in tus.</param>
/// <param name="Tus">Whether some cases can run when the draft is refused.</param>
/// <param name="Draft">Whether the supported interop versions of the draft are needed.</param>
internal sealed record DiscoveryNeeds(bool Creation, bool Tus, bool Draft);
