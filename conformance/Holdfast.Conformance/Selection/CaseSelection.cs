using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Selection;

/// <summary>Which cases to run. Everything that is given must match something: a typing error must not look like success.</summary>
public sealed record CaseSelection
{
    /// <summary>The protocol: <c>tus</c>, <c>ietf</c> or <c>all</c>.</summary>
    public string Protocol { get; init; } = "all";

    /// <summary>Patterns of ids to run; none means all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Patterns of ids to leave out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>The part of the selection that this run takes.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Chooses from <paramref name="all"/>: the cases, or a sentence that says why there are none.</summary>
    public (IReadOnlyList<Case> Cases, string? Nothing) Choose(IReadOnlyList<Case> all)
    {
        var only = Only.Select(pattern => new Glob(pattern)).ToList();
        var except = Except.Select(pattern => new Glob(pattern)).ToList();
        if (only.Concat(except).FirstOrDefault(glob => !all.Any(@case => glob.Matches(@case.Id))) is { } stray)
        {
            return ([], $"No case matches '{stray.Pattern}'. 'holdfast cases' lists them all.");
        }

        var chosen = all.Where(@case =>
            (Protocol == "all" || @case.Id.StartsWith(Protocol + "/", StringComparison.Ordinal))
            && (only.Count == 0 || only.Any(glob => glob.Matches(@case.Id)))
            && !except.Any(glob => glob.Matches(@case.Id))
            && Shard.Has(@case.Id)).ToList();
        return chosen.Count > 0
            ? (chosen, null)
            : ([], $"The selection leaves no case: protocol '{Protocol}', {Only.Count} --only, {Except.Count} --except, shard '{Shard.Index}/{Shard.Count}'. Widen it.");
    }
}
