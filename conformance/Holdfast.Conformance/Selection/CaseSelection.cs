using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Selection;

/// <summary>Which cases to run. Everything that is given must match something: a typing error must not look like success.</summary>
public sealed record CaseSelection
{
    /// <summary>The interop versions that cases know, oldest first.</summary>
    public static IReadOnlyList<int> KnownInterop => Ietf.Interop.All;

    /// <summary>The extensions of tus 1.0.0, by the names that servers announce.</summary>
    public static IReadOnlyList<string> KnownExtensions { get; } =
    [
        "creation", "creation-with-upload", "creation-defer-length", "expiration", "checksum", "checksum-trailer", "termination", "concatenation", "concatenation-unfinished",
    ];

    /// <summary>The protocol: <c>tus</c>, <c>ietf</c> or <c>all</c>.</summary>
    public string Protocol { get; init; } = "all";

    /// <summary>The interop versions of the IETF draft; none means those that the target speaks.</summary>
    public IReadOnlyList<int> Interop { get; init; } = [];

    /// <summary>Patterns of ids to run, with or without the version; none means all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Patterns of ids to leave out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Whether cases that do something to the server's process are left out.</summary>
    public bool SparesServer { get; init; }

    /// <summary>The part of the selection that this run takes.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Chooses from <paramref name="all"/>: the cases, or a sentence that says why there are none.</summary>
    public (IReadOnlyList<Case> Cases, string? Nothing) Choose(IReadOnlyList<Case> all)
    {
        var only = Only.Select(pattern => new Glob(pattern)).ToList();
        var except = Except.Select(pattern => new Glob(pattern)).ToList();
        if (only.Concat(except).FirstOrDefault(glob => !all.Any(@case => Matches(glob, @case))) is { } stray)
        {
            return ([], $"No case matches '{stray.Pattern}'.{Likeness.Hint(stray.Plain, CaseCatalogue.Names(all))} 'holdfast cases' lists them all.");
        }

        var chosen = all.Where(@case =>
            (Protocol == "all" || @case.Id.StartsWith(Protocol + "/", StringComparison.Ordinal))
            && (@case.Interop is not { } version || Interop.Count == 0 || Interop.Contains(version))
            && (only.Count == 0 || only.Any(glob => Matches(glob, @case)))
            && !except.Any(glob => Matches(glob, @case))
            && !(SparesServer && @case.ProcessFault is not null)
            && Shard.Has(@case.Id)).ToList();
        return chosen.Count > 0 ? (chosen, null)
            : SparesServer && all.Any(@case => @case.ProcessFault is not null && only.Any(glob => Matches(glob, @case)))
            ? ([], "The selected cases end the server's process, which cannot be done to the embedded one: give a server's command with --start.")
            : ([], $"The selection leaves no case: protocol '{Protocol}', {Only.Count} --only, {Except.Count} --except, shard '{Shard.Index}/{Shard.Count}'. Widen it.");
    }

    private static bool Matches(Glob glob, Case @case) => glob.Matches(@case.Id) || glob.Matches(@case.CatalogueId);
}
