namespace Holdfast.Cli.Upload;

/// <summary>The arguments of <c>holdfast upload</c>.</summary>
internal sealed record UploadArguments
{
    public required FileInfo File { get; init; }

    public required Uri Url { get; init; }

    /// <summary>Whether the draft is spoken, in place of tus.</summary>
    public required bool SpeaksDraft { get; init; }

    public int? Interop { get; init; }

    public required bool WithContent { get; init; }

    public long? ChunkSize { get; init; }

    public required int Parallel { get; init; }

    public string? Checksum { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; }
}
