namespace Holdfast.Server.S3.Objects;

/// <summary>The parts of a multipart upload, as S3 lists them.</summary>
internal sealed class PartListing
{
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
}
