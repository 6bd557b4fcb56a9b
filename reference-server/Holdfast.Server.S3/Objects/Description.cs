using System.Collections.Immutable;
using System.Globalization;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>
/// The object <c>ID.info</c>, as tusd writes it. Members of Storage that tusd doesn't know are written only when they are needed.
/// </summary>
/// <param name="Info">The object's JSON.</param>
/// <param name="ETag">The ETag of the content, without quotes; null when it isn't stored yet.</param>
/// <param name="LastModified">When it was stored.</param>
internal sealed record Description(TusdInfo Info, string? ETag, DateTimeOffset LastModified)
{
    /// <summary>The description of an upload before it is written.</summary>
    public static Description Unwritten { get; } = new(new TusdInfo { Id = "" }, ETag: null, default);

    private const string FenceMember = "Fence";

    private const string StaleMember = "StaleParts";

    /// <summary>The newest holder of the upload's lock that wrote; 0 when locks can't be lost.</summary>
    public long Fence =>
        long.TryParse(Info.Storage?.GetValueOrDefault(FenceMember), CultureInfo.InvariantCulture, out var fence) ? fence : 0;

    /// <summary>The parts behind a gap that were there when the gap began to be filled, by number.</summary>
    public ImmutableDictionary<int, string> Stale { get; } = ReadStale(Info.Storage?.GetValueOrDefault(StaleMember));

    /// <summary>Where the bytes are; null when it doesn't say.</summary>
    public S3Place? Place =>
        Info.Storage is { } storage && storage.TryGetValue("Bucket", out var bucket) && storage.TryGetValue("Key", out var key)
            ? new S3Place(bucket, key)
            : null;

    /// <summary>A part that is listed is one of those behind the gap, and hasn't been stored again.</summary>
    public bool IsStale(StoredPart part) => Stale.TryGetValue(part.Number, out var etag) && etag == part.ETag;

    /// <summary>The same parts are stale as it says.</summary>
    public bool NamesStale(IReadOnlyCollection<StoredPart> parts) => parts.Count == Stale.Count && parts.All(IsStale);

    /// <summary>What Storage says of an upload.</summary>
    public static Dictionary<string, string> StorageOf(S3Place place, long fence, IReadOnlyCollection<StoredPart> stale)
    {
        // In the order in which Go writes a map.
        var storage = new Dictionary<string, string> { ["Bucket"] = place.Bucket };
        if (fence > 0)
        {
            storage[FenceMember] = fence.ToString(CultureInfo.InvariantCulture);
        }

        storage["Key"] = place.Key;
        if (stale.Count > 0)
        {
            storage[StaleMember] = string.Join(
                ',', stale.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Number}:{part.ETag}")));
        }

        storage["Type"] = "s3store";
        return storage;
    }

    private static ImmutableDictionary<int, string> ReadStale(string? text) => (text ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(':', 2))
        .Where(pair => pair.Length == 2 && int.TryParse(pair[0], CultureInfo.InvariantCulture, out _))
        .DistinctBy(pair => pair[0])
        .ToImmutableDictionary(pair => int.Parse(pair[0], CultureInfo.InvariantCulture), pair => pair[1]);
}
