namespace Holdfast.Protocol.Tus;

/// <summary>A refusal as the wire shows it: a stable code, a status, and a sentence for people.</summary>
/// <param name="Code">The <c>ERR_…</c> code; tusd's own where tusd has one, because clients switch on them.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The error in words, and the expected value. The text may change.</param>
public sealed record UploadError(string Code, int Status, string Message);
