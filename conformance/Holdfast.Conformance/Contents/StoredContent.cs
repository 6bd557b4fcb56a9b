namespace Holdfast.Conformance.Contents;

/// <summary>What was found of an upload in the store's directory.</summary>
/// <param name="File">The file, by its path in the directory; <see langword="null"/> when none can be told to be the upload's.</param>
/// <param name="Octets">What it holds.</param>
/// <param name="WhyNot">Why there is none, as a clause.</param>
internal sealed record StoredContent(string? File, ReadOnlyMemory<byte> Octets, string? WhyNot);
