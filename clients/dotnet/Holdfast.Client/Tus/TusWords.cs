using System.Text;
using Holdfast.Protocol.Tus;

namespace Holdfast.Client.Tus;

/// <summary>Header fields as tus 1.0.0 wants them.</summary>
internal static class TusWords
{
    public static (string Name, string Value) Version { get; } = (TusHeaders.Resumable, TusProtocol.Version);

    /// <summary>The value of <c>Upload-Metadata</c>; null if there is none (tus 1.0.0, Creation).</summary>
    /// <exception cref="ArgumentException">A key has a space, a comma or a character beyond ASCII, or is empty.</exception>
    public static string? Metadata(UploadRequest request)
    {
        var pairs = new Dictionary<string, string>(request.Metadata, StringComparer.Ordinal);
        if ((request.FileName ?? request.Source.Name) is { } name)
        {
            pairs.TryAdd("filename", name);
        }

        if (request.ContentType is { } type)
        {
            pairs.TryAdd("filetype", type);
        }

        return pairs.Count == 0 ? null : string.Join(',', pairs.Select(pair => $"{Key(pair.Key)} {Base64(pair.Value)}"));
    }

    private static string Base64(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));

    private static string Key(string key) =>
        key.Length > 0 && !key.AsSpan().ContainsAnyExceptInRange('!', '~') && !key.Contains(',', StringComparison.Ordinal)
            ? key
            : throw new ArgumentException(
                $"The key '{key}' cannot be sent in Upload-Metadata. Use visible ASCII characters without commas.", nameof(key));
}
