using Holdfast.Sabotage.Variants;

using Holdfast.Conformance.Catalogue;

namespace Holdfast.Sabotage.Tests;

/// <summary>The other side of the matrix: what a text permits turns no case red, however unlike the reference server it is.</summary>
public sealed class LawfulVariantTests
{
    private static IEnumerable<TestCaseData> Variants =>
        from variant in LawfulVariants.All
        from version in variant.Versions
        select new TestCaseData(variant, version).SetArgDisplayNames(variant.Name, $"{version}");

    [TestCaseSource(nameof(Variants))]
    [CancelAfter(120_000)]
    public async Task Behaviour_that_the_text_of_a_version_permits_is_not_accused(
        LawfulVariant variant, int version, CancellationToken cancellationToken)
    {
        var cases = variant.Cases.Where(id => CaseCatalogue.All.Single(one => one.Id == id).Versions.Contains(version)).ToList();
        var results = await Suite.RunAsync(variant.In(version), cases, cancellationToken);
        results.Select(result => result.Id).ShouldBe(cases.Select(id => $"ietf/{version}{id["ietf".Length..]}"), ignoreOrder: true);
        results.Where(Suite.IsRed).Select(MatrixTests.Told).ShouldBeEmpty();
    }
}
