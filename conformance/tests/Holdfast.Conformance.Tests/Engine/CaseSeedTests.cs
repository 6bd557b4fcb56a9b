using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tests.Engine;

public sealed class CaseSeedTests
{
    [Test]
    public void A_seed_never_changes_its_meaning() =>
        // The first eight bytes of SHA-256(42 as 64 bits little-endian, then the id), computed elsewhere.
        CaseSeed.Of(42, "tus/core/head/length").ShouldBe(12648494519828341266UL);

    [Test]
    public void Every_case_and_every_run_has_its_own_seed()
    {
        var seeds = CaseCatalogue.All.SelectMany(@case => new[] { CaseSeed.Of(1, @case.Id), CaseSeed.Of(2, @case.Id) }).ToList();
        seeds.ShouldBeUnique();
    }
}
