namespace Holdfast.Conformance.Contents;

/// <summary>The content of an upload found in the store's directory.</summary>
/// <param name="File">The file, by its path in the directory; <see langword="null"/> if no file can be identified as the upload's.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="WhyNot">Why there is none, as a clause.</param>
internal sealed record StoredContent(string? File, ReadOnlyMemory<byte> Bytes, string? WhyNot);
