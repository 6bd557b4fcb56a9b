namespace Holdfast.Conformance.Clients;

/// <summary>The result of a client's task.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">
/// The error that the client reported to its caller, or the last line that it printed; <see langword="null"/> after a success.
/// </param>
/// <param name="Url">Where the client says that the upload is, if it says so.</param>
public sealed record ClientResult(ClientOutcome Outcome, string? Detail = null, string? Url = null);
