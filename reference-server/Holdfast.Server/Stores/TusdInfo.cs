using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Protocol.Tus;

namespace Holdfast.Server.Stores;

/// <summary>
/// The JSON by which tusd v2 describes an upload, with tusd's member names, so that either server resumes what the other began. It is the
/// same in every store; <see cref="Storage"/> says where the bytes are, in the store's own keys. tusd ignores members that it doesn't know;
/// its reader compares names without case, hence <c>RawMetadata</c> must not be called Metadata.
/// </summary>
public sealed record TusdInfo
{
    // As Go writes it: a plus sign, which is in each id of tusd's S3 store, and letters of any language stand for themselves.
    private static readonly TusdInfoJson Written = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The upload's id.</summary>
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    /// <summary>0 while <see cref="SizeIsDeferred"/>.</summary>
    public long Size { get; init; }

    /// <summary>The size isn't declared yet.</summary>
    public bool SizeIsDeferred { get; init; }

    /// <summary>
    /// For an upload of the draft, the offset that was acknowledged at the end of its last request, else 0. The store finds out how many
    /// bytes are stored; fewer than this are a loss. tusd ignores the number.
    /// </summary>
    public long Offset { get; init; }

    /// <summary>The pairs of <c>Upload-Metadata</c>, with their values decoded.</summary>
    public IReadOnlyDictionary<string, string>? MetaData { get; init; }

    /// <summary>A part of a later concatenation.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether it is a final upload, made of parts.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The ids of the parts, in order; null for any other upload than a final one.</summary>
    public IReadOnlyList<string>? PartialUploads { get; init; }

    /// <summary>The place of the bytes in the store, in its own keys; <c>Type</c> is in each of tusd's stores.</summary>
    public IReadOnlyDictionary<string, string>? Storage { get; init; }

    /// <summary>The <c>Upload-Metadata</c> header, unchanged. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RawMetadata { get; init; }

    /// <summary>The <c>Upload-Concat</c> header, unchanged. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RawConcat { get; init; }

    /// <summary>Missing where the length decides, which is all that tusd knows.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<UploadCompletion>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public UploadCompletion Completion { get; init; }

    /// <summary>The <c>Repr-Digest</c> header, unchanged. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReprDigest { get; init; }

    /// <summary>The <c>Want-Repr-Digest</c> header, unchanged. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WantReprDigest { get; init; }

    /// <summary>The request to an endpoint and its response. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UploadExchange? Exchange { get; init; }

    /// <summary>See <see cref="UploadInfo.PreFinishFailed"/>. tusd has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PreFinishFailed { get; init; }

    /// <summary>Describes an upload.</summary>
    public static TusdInfo Of(UploadInfo upload, IReadOnlyDictionary<string, string> storage) => new()
    {
        Id = upload.Id,
        Size = upload.Length ?? 0,
        SizeIsDeferred = upload.Length is null,
        Offset = upload.Completion == UploadCompletion.ByLength ? 0 : upload.Offset,
        MetaData = Decode(upload.Metadata),
        IsPartial = upload.IsPartial,
        IsFinal = upload.IsFinal,
        PartialUploads = upload.PartialUploads.Count > 0 ? upload.PartialUploads : null,
        Storage = storage,
        RawMetadata = upload.Metadata,
        RawConcat = upload.Concat,
        Completion = upload.Completion,
        ReprDigest = upload.ReprDigest,
        WantReprDigest = upload.WantReprDigest,
        Exchange = upload.Exchange,
        PreFinishFailed = upload.PreFinishFailed,
    };

    /// <summary>Reads a description.</summary>
    /// <exception cref="JsonException">It doesn't describe an upload.</exception>
    public static TusdInfo Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, TusdInfoJson.Default.TusdInfo) is { Size: >= 0, Offset: >= 0 } info
            ? info
            : throw new JsonException("It is null, or a size in it is negative.");

    /// <summary>The description as UTF-8 text.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Written.TusdInfo);

    /// <summary>
    /// Converts the description. The offset is the acknowledged one; the store replaces it by the number of bytes that it finds.
    /// </summary>
    public UploadInfo ToUpload(string id) => new()
    {
        Id = id,
        Length = SizeIsDeferred ? null : Size,
        Offset = Offset,
        Metadata = RawMetadata ?? Encode(MetaData),
        IsPartial = IsPartial,
        IsFinal = IsFinal,
        PartialUploads = PartialUploads ?? [],
        Concat = RawConcat,
        Completion = Completion,
        ReprDigest = ReprDigest,
        WantReprDigest = WantReprDigest,
        Exchange = Exchange,
        PreFinishFailed = PreFinishFailed,
    };

    /// <summary>
    /// True when fewer bytes were found than were acknowledged. Draft, Upload Offset: an upload that has lost bytes isn't offered at a
    /// smaller offset. tus and tusd know only what is stored.
    /// </summary>
    public bool HasLostBytes(long found) => found < Completion switch
    {
        UploadCompletion.ByLength => 0,
        UploadCompletion.Declared => SizeIsDeferred ? 0 : Size,
        _ => Offset,
    };

    /// <summary>
    /// The pairs of <c>Upload-Metadata</c>. tusd keeps values as text, so one that isn't UTF-8 is exact in <see cref="RawMetadata"/> only.
    /// </summary>
    internal static Dictionary<string, string> Decode(string? header) =>
        header is not null && UploadMetadata.TryParse(header, out var metadata)
            ? metadata.Pairs.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span), StringComparer.Ordinal)
            : [];

    /// <summary>
    /// The header with these pairs; null for none. An upload that tusd began has no <see cref="RawMetadata"/>: the order is sorted, so that
    /// the header is the same at each HEAD.
    /// </summary>
    internal static string? Encode(IReadOnlyDictionary<string, string>? pairs) => pairs is null or { Count: 0 }
        ? null
        : string.Join(',', pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}"));
}
