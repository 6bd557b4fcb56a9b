namespace Holdfast.Conformance.Discovery;

/// <summary>The facts about a target that are known before the first case.</summary>
/// <param name="Capabilities">Its capabilities.</param>
/// <param name="Given">The uploads that the user made on it.</param>
/// <param name="Ground">How its answers to the first upload deviate.</param>
internal sealed record DiscoveredTarget(Capabilities Capabilities, GivenUploads Given, Ground Ground);
