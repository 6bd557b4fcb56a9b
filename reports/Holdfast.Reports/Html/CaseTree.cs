using Holdfast.Reports.Results;

namespace Holdfast.Reports.Html;

/// <summary>The cases by the segments of their paths.</summary>
/// <param name="Name">The segments that this level adds, for example <c>tus/core</c>.</param>
/// <param name="Groups">The levels below.</param>
/// <param name="Cases">The cases that end here.</param>
internal sealed record CaseTree(string Name, IReadOnlyList<CaseTree> Groups, IReadOnlyList<CaseRecord> Cases)
{
    // Deeper paths than ours come from no sane file; the limit keeps a hostile one from nesting without end.
    private const int MaximumDepth = 6;

    /// <summary>All cases at this level and below.</summary>
    public IEnumerable<CaseRecord> All => Groups.SelectMany(group => group.All).Concat(Cases);

    public static CaseTree Of(IEnumerable<CaseRecord> cases) =>
        Level("", [.. cases.OrderBy(result => result.Id, CaseIdOrder.Instance)
            .Select(result => (result.Id.Split('/', MaximumDepth), result))], 0);

    private static CaseTree Level(string name, IReadOnlyList<(string[] Path, CaseRecord Result)> cases, int depth)
    {
        var groups = cases.Where(item => item.Path.Length > depth + 1).GroupBy(item => item.Path[depth])
            .Select(group => Level(group.Key, [.. group], depth + 1)).ToList();
        var own = cases.Where(item => item.Path.Length <= depth + 1).Select(item => item.Result).ToList();

        // A level that holds one other level only says nothing: show both as one.
        return depth > 0 && own.Count == 0 && groups is [var only]
            ? only with { Name = $"{name}/{only.Name}" }
            : new CaseTree(name, groups, own);
    }
}
