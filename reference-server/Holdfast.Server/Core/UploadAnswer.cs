namespace Holdfast.Server.Core;

/// <summary>An observer's additions to the response; each front door merges them into its own answer.</summary>
internal sealed record UploadAnswer
{
    /// <summary>The status; null leaves the protocol's.</summary>
    public int? Status { get; init; }

    /// <summary>Header fields, in place of those that have the same name.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The content; null leaves the protocol's.</summary>
    public string? Body { get; init; }

    /// <summary>Merges both; the later one's values win.</summary>
    public static UploadAnswer? Merge(UploadAnswer? earlier, UploadAnswer? later) =>
        earlier is null ? later
        : later is null ? earlier
        : new UploadAnswer
        {
            Status = later.Status ?? earlier.Status,
            Body = later.Body ?? earlier.Body,
            Fields = earlier.Fields.Concat(later.Fields).GroupBy(field => field.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(lines => lines.Key, lines => lines.Last().Value, StringComparer.OrdinalIgnoreCase),
        };
}
