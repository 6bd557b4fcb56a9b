using System.Text.Json.Serialization;

namespace Holdfast.Server;

/// <summary>
/// The JSON beside the data, with tusd v2's member names, so that either server resumes what the other began. tusd ignores members
/// that it doesn't know; its reader compares names without case, hence <c>RawMetadata</c> must not be called Metadata.
/// </summary>
internal sealed record InfoFile
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    /// <summary>0 while <see cref="SizeIsDeferred"/>.</summary>
    public long Size { get; init; }

    public bool SizeIsDeferred { get; init; }

    /// <summary>
    /// Of a draft's upload, what was acknowledged by the end of its last request, else 0. The data file's length is the truth; a smaller one
    /// than this is a loss. tusd ignores the number.
    /// </summary>
    public long Offset { get; init; }

    public Dictionary<string, string>? MetaData { get; init; }

    public bool IsPartial { get; init; }

    public bool IsFinal { get; init; }

    public IReadOnlyList<string>? PartialUploads { get; init; }

    public Dictionary<string, string>? Storage { get; init; }

    /// <summary>The <c>Upload-Metadata</c> header as it came. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RawMetadata { get; init; }

    /// <summary>The <c>Upload-Concat</c> header as it came. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RawConcat { get; init; }

    /// <summary>Missing where the length decides, which is all that tusd knows.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<UploadCompletion>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public UploadCompletion Completion { get; init; }

    /// <summary>The <c>Repr-Digest</c> header as it came. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReprDigest { get; init; }

    /// <summary>The <c>Want-Repr-Digest</c> header as it came. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WantReprDigest { get; init; }

    /// <summary>What was asked of an endpoint and what it answered. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UploadExchange? Exchange { get; init; }
}
