using System.Text.Json.Serialization;

namespace Holdfast.Server.Hooks;

/// <summary>An upload as hooks see it.</summary>
public sealed record HookUpload
{
    /// <summary>The id; empty before the creation.</summary>
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    /// <summary>The size in bytes; 0 while <see cref="SizeIsDeferred"/>.</summary>
    public long Size { get; init; }

    /// <summary>The size isn't known yet.</summary>
    public bool SizeIsDeferred { get; init; }

    /// <summary>
    /// How many bytes are stored; while a body arrives (<see cref="HookType.PostReceive"/>), how many have arrived, of which the last may
    /// not be stored yet.
    /// </summary>
    public long Offset { get; init; }

    /// <summary>The metadata, with its values decoded; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> MetaData { get; init; } = new Dictionary<string, string>();

    /// <summary>A part of a later concatenation.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Made of parts.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The ids of the parts of a final upload, in order; null for any other.</summary>
    public IReadOnlyList<string>? PartialUploads { get; init; }

    /// <summary>Where the bytes are, in the store's own keys; null before the creation.</summary>
    public IReadOnlyDictionary<string, string>? Storage { get; init; }
}
