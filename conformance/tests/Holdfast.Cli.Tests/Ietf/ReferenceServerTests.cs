using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Selection;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Ietf;

/// <summary>The reference server keeps the draft's promises in every version, and every promise is really looked at.</summary>
[CancelAfter(180_000)]
public sealed class ReferenceServerTests
{
    /// <summary>What only a target is judged by that does not cancel uploads.</summary>
    private static readonly string[] Conditional = ["IETF-214"];

    [Test]
    public async Task No_case_fails_and_each_judges_exactly_the_requirements_that_it_names(CancellationToken cancellationToken)
    {
        var results = await DraftSuite.RunAsync(new CaseSelection(), null, cancellationToken);
        results.Cases.Where(result => result.Verdict is not (Verdict.Pass or Verdict.Observe)).Select(DraftSuite.Told).ShouldBeEmpty();
        results.Cases.Select(result => result.Id).ShouldBe(CaseCatalogue.Variants.Where(one => one is { Interop: not null, ProcessFault: null }).Select(one => one.Id), ignoreOrder: true);

        // What names operations is a judgement of the history, which stands on requirements of its own.
        var looked = results.Cases.ToLookup(result => CaseCatalogue.Find(result.Id)!.CatalogueId, result => result.Checks.Where(check => check.Operations is null).SelectMany(check => check.Requirements));
        var strays = new List<string>();
        foreach (var one in CaseCatalogue.All.Where(one => one.Versions.Count > 0 && one.ProcessFault is null))
        {
            var seen = looked[one.Id].SelectMany(ids => ids).ToHashSet();
            strays.AddRange(one.Judges.Except(seen).Except(Conditional).Select(id => $"{one.Id} names {id} and never looks at it"));
            strays.AddRange(seen.Except(one.Judges).Select(id => $"{one.Id} looks at {id} without naming it"));
        }

        strays.ShouldBeEmpty();
    }

    [Test]
    public async Task Only_selected_versions_run_and_each_is_judged_by_its_own_rules(CancellationToken cancellationToken)
    {
        var results = await DraftSuite.RunAsync(new CaseSelection { Interop = [4, 9], Only = ["ietf/append/offset-ahead", "ietf/9/retrieval/no-store"] }, null, cancellationToken);
        results.Cases.Select(result => result.Id).ShouldBe(["ietf/4/append/offset-ahead", "ietf/9/append/offset-ahead", "ietf/9/retrieval/no-store"], ignoreOrder: true);
        foreach (var result in results.Cases)
        {
            var version = CaseCatalogue.Find(result.Id)!.Interop;
            result.Checks.Where(check => check.Verdict == Verdict.Pass).SelectMany(check => check.Requirements).ShouldAllBe(id => RequirementCatalogue.Get(id).AppliesTo(version));
        }
    }
}
