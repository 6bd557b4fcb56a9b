namespace Holdfast.Reports.Findings;

/// <summary>A symptom and those that it explains.</summary>
internal sealed class Cause(BrokenRequirement main, IEnumerable<BrokenRequirement> explained)
{
    // A defect that shows in more than a tenth of the cases is present in all cases of its kind, so their other symptoms need not come from
    // it.
    private const int RareIsOneIn = 10;

    private readonly List<BrokenRequirement> _also = [.. explained];
    private readonly HashSet<string> _cases = [.. main.Cases];

    public BrokenRequirement Main => main;

    /// <summary>
    /// The property that a symptom of this cause shares with it: a case, the requirement, or the place with the kind of deviation.
    /// </summary>
    public IEnumerable<string> Relations =>
    [
        .. _cases.Select(id => $"case {id}"),
        .. main.Cited.Select(id => Relation(id, main.Deviation)),
        .. main.Places.Select(place => Relation(place, main.Deviation)),
        .. main.Variants.Select(id => Relation(id, main.Requirement.Id)),
    ];

    /// <summary>
    /// Whether <paramref name="other"/>, which is at most as grave and shows in at most as many cases, has the same cause.
    /// </summary>
    public bool Includes(BrokenRequirement other, int judged)
    {
        if (main.Verdict < other.Verdict)
        {
            return false;
        }

        var isSame = main.Requirement.Id == other.Requirement.Id;
        return (main.Deviation == other.Deviation && (main.Cited.Contains(other.Requirement.Id) || main.Places.Overlaps(other.Places)))
            || (isSame && main.Variants.Overlaps(other.Variants))
            || (!main.IsHarmless && isSame && 2 * other.Cases.Count(_cases.Contains) >= other.Cases.Count)
            || (!main.IsHarmless && _cases.Count * RareIsOneIn <= judged && other.Cases.IsSubsetOf(_cases));
    }

    public void Join(Cause other)
    {
        _also.AddRange([other.Main, .. other._also]);
        _cases.UnionWith(other._cases);
    }

    public Finding ToFinding() => new()
    {
        Verdict = main.Verdict,
        Main = main.ToSymptom(),
        Also =
        [
            .. _also.Select(symptom => symptom.ToSymptom())
                .OrderByDescending(symptom => symptom.Check!.Verdict).ThenByDescending(symptom => symptom.Cases.Count),
        ],
    };

    private static string Relation(string one, string other) => $"{one}\n{other}";
}
