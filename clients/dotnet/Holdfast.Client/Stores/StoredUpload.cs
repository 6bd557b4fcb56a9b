namespace Holdfast.Client;

/// <summary>An unfinished upload, as an <see cref="IUploadUrlStore"/> keeps it.</summary>
/// <param name="Url">The upload's URL, exactly as the server wrote it, made absolute.</param>
/// <param name="Expires">When the server will remove it; null if it did not say.</param>
public sealed record StoredUpload(string Url, DateTimeOffset? Expires = null);
