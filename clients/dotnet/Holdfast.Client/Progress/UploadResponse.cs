namespace Holdfast.Client;

/// <summary>A response of the server.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">The header fields. Field lines with the same name are joined with commas.</param>
/// <param name="Body">The first 64 KiB of the content.</param>
public sealed record UploadResponse(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The value of a header field; null if there is none.</summary>
    public string? this[string field] => Headers.GetValueOrDefault(field);
}
