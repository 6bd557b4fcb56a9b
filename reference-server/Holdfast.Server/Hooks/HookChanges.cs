using System.Text.Json.Serialization;

namespace Holdfast.Server.Hooks;

/// <summary>A hook's changes to an upload that is about to be created.</summary>
public sealed record HookChanges
{
    /// <summary>The id, which may have slashes; empty leaves the choice to the server. S3 extends it.</summary>
    [JsonPropertyName("ID")]
    public string? Id { get; init; }

    /// <summary>Metadata in place of all that the client sent; empty for none, null leaves the client's.</summary>
    public IReadOnlyDictionary<string, string?>? MetaData { get; init; }

    /// <summary>
    /// Where the bytes shall be. The file store reads <c>Path</c>: a file below its directory, or in one of its data directories.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? Storage { get; init; }
}
