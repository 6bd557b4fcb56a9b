using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Holdfast.Server.S3.Objects;

/// <summary>The parts of a multipart upload, as S3 lists them.</summary>
internal sealed class PartListing
{
    // What S3 calls a content without bytes. An upload without any has one part, which Swift doesn't list when it is complete.
    private const string Empty = "d41d8cd98f00b204e9800998ecf8427e";

    private readonly SortedDictionary<int, StoredPart> _parts = [];

    /// <summary>When the last of them was stored; the beginning of time when there is none.</summary>
    public DateTimeOffset LastModified { get; private set; }

    /// <summary>All parts, by number.</summary>
    public IReadOnlyCollection<StoredPart> All => _parts.Values;

    /// <summary>Adds a part.</summary>
    public void Add(StoredPart part, DateTimeOffset lastModified)
    {
        _parts[part.Number] = part;
        LastModified = lastModified > LastModified ? lastModified : LastModified;
    }

    /// <summary>The parts from 1 on, as long as none is missing and none belongs behind a gap.</summary>
    public IReadOnlyList<StoredPart> Counting(Description description)
    {
        var parts = new List<StoredPart>();
        while (_parts.TryGetValue(parts.Count + 1, out var next) && !description.IsStale(next))
        {
            parts.Add(next);
        }

        return parts;
    }

    /// <summary>What S3 calls the object of these parts: the MD5 of theirs, and their number. Null when theirs are no MD5.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "It is S3's; nothing relies on its strength.")]
    public static string? ETagOf(IReadOnlyList<StoredPart> parts)
    {
        var digests = parts.Count == 0 ? [Empty] : parts.Select(part => part.ETag).ToList();
        return digests.TrueForAll(digest => digest.Length == Empty.Length && digest.All(char.IsAsciiHexDigit))
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Convert.ToHexStringLower(MD5.HashData([.. digests.SelectMany(Convert.FromHexString)]))}-{digests.Count}")
            : null;
    }
}
