using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>The parts of a final upload as they are now, in order; null stands for one that was removed.</summary>
internal sealed class PartList(IReadOnlyList<UploadInfo?> parts)
{
    /// <summary>True when none was removed.</summary>
    public bool AreThere => parts.All(part => part is not null);

    /// <summary>Every byte of every part is there.</summary>
    public bool AreComplete => parts.All(part => part is { IsComplete: true });

    /// <summary>The parts, when none was removed.</summary>
    public IReadOnlyList<UploadInfo> Infos => [.. parts.OfType<UploadInfo>()];

    /// <summary>
    /// tus 1.0.0, Concatenation: the length of the final upload is the sum of its parts'; null as long as one isn't known.
    /// </summary>
    public long? Length => parts.Any(part => part?.Length is null) ? null : parts.Sum(part => part!.Length!.Value);

    /// <summary>
    /// How many bytes are there again because a part is named more than once, as far as lengths are known. The sum of all fits into 63
    /// bits.
    /// </summary>
    public long RepeatedBytes =>
        parts.Sum(part => part?.Length ?? 0) - parts.OfType<UploadInfo>().DistinctBy(part => part.Id).Sum(part => part.Length ?? 0);

    /// <summary>The lengths that are known already are more together than <paramref name="limit"/>, be it 2^63 − 1.</summary>
    public bool AreLongerThan(long limit)
    {
        foreach (var part in parts)
        {
            var length = part?.Length ?? 0;
            if (length > limit)
            {
                return true;
            }

            limit -= length;
        }

        return false;
    }

    /// <summary>The place of the first part of that kind, or -1.</summary>
    public int IndexOf(Func<UploadInfo?, bool> isOfKind)
    {
        for (var index = 0; index < parts.Count; index++)
        {
            if (isOfKind(parts[index]))
            {
                return index;
            }
        }

        return -1;
    }
}
