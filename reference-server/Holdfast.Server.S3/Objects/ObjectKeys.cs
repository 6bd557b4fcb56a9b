using System.Buffers;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>The keys of an upload's objects, as tusd has them.</summary>
internal sealed class ObjectKeys(S3StoreOptions options)
{
    private const string InfoEnding = ".info";

    private const string TailEnding = ".part";

    // Characters that have a meaning in URLs, consoles and terminals.
    private static readonly SearchValues<char> Unwelcome = SearchValues.Create("\"#%<>?[]^`{|}~");

    // The last part of a key that is shown to people; S3's keys have at most 1,024 bytes.
    private const int MaxFileName = 100;

    private readonly string _objects = WithSlash(options.ObjectPrefix);

    /// <summary>The prefix of the keys of descriptions and tails.</summary>
    public string MetadataPrefix { get; } = WithSlash(options.MetadataObjectPrefix ?? options.ObjectPrefix);

    /// <summary>The prefix of the keys of the usual places.</summary>
    public string ObjectPrefix => _objects;

    /// <summary>The description.</summary>
    public string Info(string objectId) => MetadataPrefix + objectId + InfoEnding;

    /// <summary>The bytes that are too few for a part.</summary>
    public string Tail(string objectId) => MetadataPrefix + objectId + TailEnding;

    /// <summary>Where an upload's bytes are when nothing else is chosen.</summary>
    public S3Place UsualPlace(string objectId) => new(options.Bucket, _objects + objectId);

    /// <summary>Where the bytes of a new upload go.</summary>
    public S3Place PlaceOf(UploadInfo upload, IReadOnlyDictionary<string, string> metadata)
    {
        if (options.Place?.Invoke(upload) is { } chosen)
        {
            return chosen;
        }

        var usual = UsualPlace(upload.Id);
        return options.FileNameInKey && FileName(metadata) is { } name ? usual with { Key = $"{usual.Key}/{name}" } : usual;
    }

    /// <summary>The object id of a description's key; null for any other key.</summary>
    public string? ObjectIdOfInfo(string key) => ObjectIdOf(key, InfoEnding);

    /// <summary>The object id of a tail's key; null for any other key.</summary>
    public string? ObjectIdOfTail(string key) => ObjectIdOf(key, TailEnding);

    /// <summary>The object id of an object's key, with or without a file name behind it; null for a key below another prefix.</summary>
    public string? ObjectIdOf(string key) =>
        key.StartsWith(_objects, StringComparison.Ordinal) ? key[_objects.Length..].Split('/')[0] : null;

    private string? ObjectIdOf(string key, string ending) =>
        key.StartsWith(MetadataPrefix, StringComparison.Ordinal) && key.EndsWith(ending, StringComparison.Ordinal)
        && key.Length > MetadataPrefix.Length + ending.Length
            ? key[MetadataPrefix.Length..^ending.Length]
            : null;

    // The client's word, so only its last segment.
    private static string? FileName(IReadOnlyDictionary<string, string> metadata)
    {
        var name = (metadata.GetValueOrDefault("filename") ?? metadata.GetValueOrDefault("name") ?? "").Split('/', '\\')[^1];
        var safe = string.Concat(name.Where(letter => !char.IsControl(letter) && !Unwelcome.Contains(letter)));
        return safe is "" or "." or ".." ? null : safe[..Math.Min(safe.Length, MaxFileName)];
    }

    private static string WithSlash(string prefix) => prefix.Length == 0 || prefix.EndsWith('/') ? prefix : prefix + "/";
}
