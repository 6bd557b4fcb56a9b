namespace Holdfast.Conformance.Clients;

/// <summary>The result of starting a client.</summary>
/// <param name="Client">The client at work; <see langword="null"/> when it did not start.</param>
/// <param name="Failure">Why it did not start, as a sentence.</param>
public sealed record ClientStart(IRunningClient? Client, string? Failure);
