namespace Holdfast.Cli.Replay;

/// <summary>The arguments of <c>replay</c>.</summary>
internal sealed record ReplayArguments
{
    public required FileInfo File { get; init; }

    public Uri? Url { get; init; }

    public string? Start { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    public IReadOnlyList<string> Extensions { get; init; } = [];
    /// <summary>Other origins that <see cref="Headers"/> go to.</summary>
    public IReadOnlyList<Uri> TrustedOrigins { get; init; } = [];

    public bool Insecure { get; init; }

    /// <summary>How many times the walk is run at most, 1 or more.</summary>
    public required int Tries { get; init; }
}
