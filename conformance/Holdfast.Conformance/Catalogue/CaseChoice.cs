using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;

namespace Holdfast.Conformance.Catalogue;

/// <summary>Chooses cases by a selection.</summary>
public static class CaseChoice
{
    /// <summary>Chooses from <paramref name="all"/>: the cases, or a sentence that says why there are none.</summary>
    public static (IReadOnlyList<Case> Cases, string? Nothing) Choose(this CaseSelection selection, IReadOnlyList<Case> all)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(all);
        var only = selection.Only.Select(pattern => new Glob(pattern)).ToList();
        var except = selection.Except.Select(pattern => new Glob(pattern)).ToList();
        if (only.Concat(except).FirstOrDefault(glob => !all.Any(@case => Matches(glob, @case))) is { } stray)
        {
            return ([], $"No case matches '{stray.Pattern}'.{Likeness.Hint(stray.Plain, CaseCatalogue.Names(all))} 'holdfast cases' "
                + "lists them all.");
        }

        var chosen = all.Where(@case =>
            (selection.Protocol == "all" || @case.Id.StartsWith(selection.Protocol + "/", StringComparison.Ordinal))
            && (@case.Interop is not { } version || selection.Interop.Count == 0 || selection.Interop.Contains(version))
            && (only.Count == 0 || only.Any(glob => Matches(glob, @case)))
            && !except.Any(glob => Matches(glob, @case))
            && !(selection.SparesServer && @case.ProcessFault is not null)
            && !(selection.SparesStore && @case.BreaksStore)
            && selection.Shard.Has(@case.Id)).ToList();
        return chosen.Count > 0 ? (chosen, null)
            : selection.SparesStore && all.Any(@case => @case.BreaksStore && only.Any(glob => Matches(glob, @case)))
            ? ([], "The selected cases break the network between the server and its store: use --store s3, or give a server's command "
                + "with --start that contains {store}, and the store's address with --store-address.")
            : selection.SparesServer && all.Any(@case => @case.ProcessFault is not null && only.Any(glob => Matches(glob, @case)))
            ? ([], "The selected cases kill or stop the server's process, which is impossible with the embedded server: give a server's "
                + "command with --start.")
            : ([], $"The selection contains no case: {Describe(selection)}. Widen it.");
    }

    private static bool Matches(Glob glob, Case @case) =>
        glob.Matches(@case.Id) || glob.Matches(@case.CatalogueId) || RetiredIds.Of(@case.CatalogueId, @case.Interop).Any(glob.Matches);

    private static string Describe(CaseSelection selection) =>
        $"protocol '{selection.Protocol}', {selection.Only.Count} --only, {selection.Except.Count} --except, shard "
            + $"'{selection.Shard.Index}/{selection.Shard.Count}'";
}
