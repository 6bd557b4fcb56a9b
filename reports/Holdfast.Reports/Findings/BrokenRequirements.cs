using Holdfast.Reports.Results;

namespace Holdfast.Reports.Findings;

/// <summary>
/// Assigns every broken check to one requirement and one kind of deviation. A check that cites several requirements is assigned to the one
/// to which most checks of its kind belong, so that the finding names the requirement that explains most.
/// </summary>
internal static class BrokenRequirements
{
    /// <summary>Assigns <paramref name="checks"/>; each symptom includes the checks that fail only because of the same response.</summary>
    public static IEnumerable<(BrokenRequirement Broken, IEnumerable<BrokenRequirement> Explained)> Of(IReadOnlyList<BrokenCheck> checks) =>
        Assign(checks, explain: true).Select(one => (one.Broken, Assign(one.Explained, explain: false).Select(other => other.Broken)));

    private static List<(BrokenRequirement Broken, IReadOnlyList<BrokenCheck> Explained)> Assign(
        IReadOnlyList<BrokenCheck> checks, bool explain)
    {
        var candidates = checks.SelectMany((check, index) => check.Broken.Select((text, place) => (text, place, check, index)))
            .GroupBy(one => (one.text.Id, one.check.Deviation))
            .ToDictionary(group => group.Key, group => group.ToList());
        var byDeviation = checks.Index().ToLookup(one => one.Item.Deviation, StringComparer.Ordinal);
        var taken = new bool[checks.Count];
        var found = new List<(BrokenRequirement, IReadOnlyList<BrokenCheck>)>();

        // A candidate's remaining cases only become fewer, so an outdated weight is computed again before it is used.
        var order = new PriorityQueue<(string Id, string Deviation), Weight>(candidates.Keys.Select(key => (key, Weighed(key))));
        while (order.TryDequeue(out var key, out var weight))
        {
            var left = candidates[key].Where(one => !taken[one.index]).ToList();
            if (left.Count == 0)
            {
                continue;
            }

            if (Weighed(key) is var now && now.CompareTo(weight) != 0)
            {
                order.Enqueue(key, now);
                continue;
            }

            left.ForEach(one => taken[one.index] = true);
            var broken = new BrokenRequirement(left[0].text, key.Deviation, [.. left.Select(one => one.check)]);
            var explained = byDeviation[key.Deviation].Where(one => explain && !taken[one.Index] && broken.Explains(one.Item)).ToList();
            explained.ForEach(one => taken[one.Index] = true);
            found.Add((broken, [.. explained.Select(one => one.Item)]));
        }

        return found;

        Weight Weighed((string Id, string Deviation) key)
        {
            var left = candidates[key].Where(one => !taken[one.index]).ToList();
            return left.Count == 0 ? default : new Weight(
                left.Max(one => one.check.Check.Verdict), left.DistinctBy(one => one.check.Case.Id).Count(), left.Sum(one => one.place),
                key.Id, key.Deviation);
        }
    }

    /// <summary>The gravest first, then what shows in most cases, then what checks cite first.</summary>
    private readonly record struct Weight(Verdict Verdict, int Cases, int Places, string Id, string Deviation) : IComparable<Weight>
    {
        public int CompareTo(Weight other)
        {
            int[] differences =
            [
                other.Verdict.CompareTo(Verdict), other.Cases.CompareTo(Cases), Places.CompareTo(other.Places),
                string.CompareOrdinal(Id, other.Id), string.CompareOrdinal(Deviation, other.Deviation),
            ];
            return differences.FirstOrDefault(difference => difference != 0);
        }
    }
}
