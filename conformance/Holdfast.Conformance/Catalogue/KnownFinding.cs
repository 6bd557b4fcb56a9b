namespace Holdfast.Conformance.Catalogue;

/// <summary>A finding of a case that is known for a released server of another project.</summary>
/// <param name="Server">The server with its version.</param>
/// <param name="Verdict">The verdict of the case, <c>fail</c> or <c>warn</c>.</param>
/// <param name="Because">How it is known.</param>
internal sealed record KnownFinding(string Server, string Verdict, string Because);
