namespace Holdfast.Conformance.Discovery;

/// <summary>What is known of a target before the first case.</summary>
/// <param name="Capabilities">What it offers.</param>
/// <param name="Given">The uploads that the user made on it.</param>
/// <param name="Ground">How its answers to the first upload deviate.</param>
internal sealed record DiscoveredTarget(Capabilities Capabilities, GivenUploads Given, Ground Ground);
