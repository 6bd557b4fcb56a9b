namespace Holdfast.Conformance.Catalogue;

/// <summary>What a case is known to find in a released server that nobody here wrote.</summary>
/// <param name="Server">The server with its version.</param>
/// <param name="Verdict">What the case comes to, <c>fail</c> or <c>warn</c>.</param>
/// <param name="Because">How it is known.</param>
public sealed record KnownFinding(string Server, string Verdict, string Because);
