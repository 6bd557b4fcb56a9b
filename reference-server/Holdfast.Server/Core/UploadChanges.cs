namespace Holdfast.Server.Core;

/// <summary>An observer's changes to an upload that is to be created.</summary>
internal sealed record UploadChanges
{
    /// <summary>The id; null leaves the choice to the server. A store may still extend it.</summary>
    public string? Id { get; init; }

    /// <summary>The value of <c>Upload-Metadata</c>, empty for no metadata; null leaves the client's.</summary>
    public string? Metadata { get; init; }

    /// <summary>Where the bytes shall be, in the store's own keys; null leaves the choice to the store.</summary>
    public IReadOnlyDictionary<string, string>? Storage { get; init; }
}
