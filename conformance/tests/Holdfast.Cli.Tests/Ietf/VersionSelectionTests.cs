using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Selection;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Ietf;

/// <summary>The versions of the draft that a run is asked for.</summary>
[CancelAfter(60_000)]
public sealed class VersionSelectionTests
{
    [Test]
    public async Task Only_selected_versions_run_and_each_is_judged_by_its_own_rules(CancellationToken cancellationToken)
    {
        var results = await DraftSuite.RunAsync(new CaseSelection { Interop = [4, 9], Only =
            ["ietf/append/offset-ahead", "ietf/9/retrieval/no-store"] }, null, cancellationToken);
        results.Cases.Select(result => result.Id)
            .ShouldBe(["ietf/4/append/offset-ahead", "ietf/9/append/offset-ahead", "ietf/9/retrieval/no-store"], ignoreOrder: true);
        foreach (var result in results.Cases)
        {
            var version = CaseCatalogue.Find(result.Id)!.Interop;
            result.Checks.Where(check => check.Verdict == Verdict.Pass).SelectMany(check => check.Requirements)
                .ShouldAllBe(id => RequirementCatalogue.Get(id).AppliesTo(version));
        }
    }
}
