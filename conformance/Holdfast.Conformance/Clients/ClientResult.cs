namespace Holdfast.Conformance.Clients;

/// <summary>What came of a client's task.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">The error that the client gave its caller, or its last words; <see langword="null"/> after a success.</param>
/// <param name="Url">Where the client says that the upload is, if it says so.</param>
public sealed record ClientResult(ClientOutcome Outcome, string? Detail = null, string? Url = null);
