namespace Holdfast.Server.S3.Parts;

/// <summary>
/// Divides the bytes of partial uploads into parts that S3 takes. Ranges that are large enough are copied by S3; smaller ones are joined
/// with as much of what follows as a part needs.
/// </summary>
internal static class ConcatenationPlan
{
    /// <summary>Every part but the last has at least <paramref name="min"/> bytes, and none more than <paramref name="max"/>.</summary>
    public static IReadOnlyList<PlannedPart> Of(IEnumerable<(S3Place Place, long Size)> sources, long min, long max)
    {
        var parts = new List<PlannedPart>();
        var joined = new List<SourceRange>();
        foreach (var (place, size) in sources)
        {
            var from = 0L;
            while (from < size)
            {
                var lack = min - joined.Sum(range => range.Count);
                var count = Math.Min(size - from, joined.Count > 0 ? lack : CopyOf(size - from, min, max));
                joined.Add(new SourceRange(place, from, count));
                from += count;
                if (count >= lack)
                {
                    parts.Add(new PlannedPart([.. joined]));
                    joined.Clear();
                }
            }
        }

        if (joined.Count > 0)
        {
            parts.Add(new PlannedPart([.. joined]));
        }

        return parts;
    }

    // Not so much that the rest is too small for a copy of its own.
    private static long CopyOf(long left, long min, long max) =>
        left <= max ? left : left - max < min && max > min * 2 ? max - min : max;
}
