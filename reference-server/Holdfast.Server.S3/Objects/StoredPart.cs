namespace Holdfast.Server.S3.Objects;

/// <summary>A part of a multipart upload.</summary>
/// <param name="Number">Its number, from 1 on.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="ETag">The ETag of the content, without quotes.</param>
internal sealed record StoredPart(int Number, long Size, string ETag);
