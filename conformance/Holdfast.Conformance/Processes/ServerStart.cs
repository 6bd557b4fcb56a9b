namespace Holdfast.Conformance.Processes;

/// <summary>The result of starting a server.</summary>
/// <param name="Process">The server; <see langword="null"/> when it did not come up.</param>
/// <param name="Failure">Why it did not, as a sentence with its last words.</param>
public sealed record ServerStart(IServerProcess? Process, string? Failure);
