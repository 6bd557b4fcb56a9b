using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>An unused upload that the user created, for a server without the creation extension.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record GivenUpload(WireUrl Url, long Length);
