using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Selection;

/// <summary>
/// One of several parts of a run. The part of a case depends only on its id, so that the parts do not overlap and have all cases
/// together.
/// </summary>
/// <param name="Index">The number of the part, from 1 to <paramref name="Count"/>.</param>
/// <param name="Count">The number of parts.</param>
public sealed record Shard(int Index, int Count)
{
    /// <summary>The whole run: part 1 of 1.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>I/N</c>; <see langword="null"/> when <paramref name="text"/> is not of that form or out of range.</summary>
    public static Shard? Parse(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index >= 1 && index <= count
            ? new Shard(index, count) : null;
    }

    /// <summary>The part as results have it; <see langword="null"/> for the whole.</summary>
    internal ShardRecord? ToRecord() => Count == 1 ? null : new ShardRecord(Index, Count);

    /// <summary>Whether the case with that id belongs to this part.</summary>
    public bool Has(string caseId) =>
        Count == 1 || BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(caseId))) % (uint)Count == Index - 1;
}
