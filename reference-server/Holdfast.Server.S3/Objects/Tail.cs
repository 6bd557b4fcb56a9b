namespace Holdfast.Server.S3.Objects;

/// <summary>The object <c>ID.part</c>: bytes behind the parts that are too few for one of their own.</summary>
/// <param name="Size">Its bytes.</param>
/// <param name="ETag">The ETag of the content, without quotes.</param>
/// <param name="Start">
/// Where they begin in the upload. A tail that begins elsewhere than the parts end has been made part of a part, and doesn't count. Null
/// for a tail that tusd stored: tusd removes it before that.
/// </param>
/// <param name="LastModified">When it was stored.</param>
internal sealed record Tail(long Size, string ETag, long? Start, DateTimeOffset LastModified);
