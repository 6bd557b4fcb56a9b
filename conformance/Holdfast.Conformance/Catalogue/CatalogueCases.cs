using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Catalogue;

/// <summary>The cases of the catalogue that the run's selection and its frozen set choose.</summary>
public sealed class CatalogueCases : CaseSource
{
    /// <summary>The one source: it has no state.</summary>
    public static CatalogueCases Source { get; } = new();

    internal override string? Catalogue => CatalogueHash.Current;

    internal override int CountFor(RunSubject subject) => For(subject).Count;

    internal override (IReadOnlyList<Case> Cases, string? Nothing) Choose(RunOptions options)
    {
        var all = For(options.Subject);
        return options.Selection.Choose(options.Requirements is { } set ? [.. all.Where(@case => set.Has(@case.CatalogueId))] : all);
    }

    private static IReadOnlyList<Case> For(RunSubject subject) => subject is RunSubject.Client clients
        ? CaseCatalogue.VariantsFor(clients.Clients.Select(client => client.Name))
        : CaseCatalogue.Variants;
}
