namespace Holdfast.Conformance.Stores;

/// <summary>The result of starting a server with a fault proxy before its store.</summary>
/// <param name="Server">The server; <see langword="null"/> when it did not come up.</param>
/// <param name="Failure">Why it did not, as a sentence with its last output.</param>
public sealed record LinkedServerStart(ILinkedServer? Server, string? Failure);
