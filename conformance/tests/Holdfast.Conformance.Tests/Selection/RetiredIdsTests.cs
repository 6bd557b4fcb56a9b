using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Selection;

namespace Holdfast.Conformance.Tests.Selection;

/// <summary>Ids are for ever: one that is retired stands for the case that proves the same.</summary>
public sealed class RetiredIdsTests
{
    private const string Old = "tus/resilience/cut/closed-in-body";

    private const string New = "tus/resilience/cut/in-body/fin";

    private static IEnumerable<string> Retired => RetiredIds.All.Keys;

    [TestCaseSource(nameof(Retired))]
    public void A_retired_id_stands_for_a_case_that_exists_and_hides_none(string id)
    {
        var ids = CaseCatalogue.All.Select(@case => @case.Id).ToList();
        ids.ShouldNotContain(id);
        ids.ShouldContain(RetiredIds.All[id]);
        RetiredIds.All[id].Split('/')[0].ShouldBe(id.Split('/')[0], "a case of the other protocol proves something else");
        CaseCatalogue.Find(id).ShouldNotBeNull().Id.ShouldBe(RetiredIds.All[id]);
    }

    [Test]
    public void A_retired_id_of_the_draft_stands_for_a_case_in_each_version()
    {
        foreach (var (id, current) in RetiredIds.All.Where(pair => pair.Key.StartsWith("ietf/", StringComparison.Ordinal)))
        {
            foreach (var version in CaseSelection.KnownInterop)
            {
                CaseCatalogue.Find($"ietf/{version}{id["ietf".Length..]}").ShouldNotBeNull($"{id} in version {version}").Id
                    .ShouldBe($"ietf/{version}{current["ietf".Length..]}");
            }
        }
    }

    [TestCase("tus/core/patch/appends")]
    [TestCase("ietf/9/creation/empty")]
    [TestCase("ietf/x/resilience/append-cut")]
    [TestCase("")]
    public void Any_other_id_stays_as_it_is(string id) => RetiredIds.Current(id).ShouldBe(id);

    [TestCase(Old, New)]
    [TestCase("tus/*/cut/closed-*", New)]
    [TestCase("ietf/resilience/many-cuts", "ietf/3/resilience/cut/crumbs")]
    [TestCase("ietf/9/resilience/append-cut", "ietf/9/resilience/cut/in-body/fin")]
    public void A_pattern_that_names_a_retired_id_selects_the_case_that_took_its_place(string pattern, string id)
    {
        var (cases, nothing) = new CaseSelection { Only = [pattern] }.Choose(CaseCatalogue.Variants);
        nothing.ShouldBeNull();
        cases.Select(@case => @case.Id).ShouldContain(id);
        cases.Select(@case => @case.CatalogueId).Distinct().Count().ShouldBe(1);
    }

    [Test]
    public void A_pattern_of_a_retired_id_leaves_out_the_case_that_took_its_place()
    {
        var (cases, _) = new CaseSelection { Only = ["tus/resilience/cut"], Except = [Old] }.Choose(CaseCatalogue.Variants);
        cases.Select(@case => @case.Id).ShouldNotContain(New);
        cases.Select(@case => @case.Id).ShouldContain("tus/resilience/cut/in-body/reset");
    }

    [Test]
    public void A_baseline_with_a_retired_id_knows_the_failures_of_the_case_that_took_its_place()
    {
        var entry = BaselineReader.Read($"{Old} TUS-043,TUS-038 # issue 7").Find(New).ShouldNotBeNull();
        entry.ToString().ShouldBe($"{New} TUS-043,TUS-038  # issue 7");
        BaselineReader.Read("ietf/9/resilience/append-cut IETF-105").Find("ietf/9/resilience/cut/in-body/fin").ShouldNotBeNull();
    }

    [Test]
    public void Lines_of_a_baseline_that_name_one_case_by_two_ids_are_read_as_one()
    {
        var baseline = BaselineReader.Read($"{New} TUS-038 # issue 8\n{Old} TUS-043,TUS-038 # issue 7\n");
        baseline.Entries.Select(entry => entry.ToString()).ShouldBe([$"{New} TUS-038,TUS-043  # issue 8; issue 7"]);
        Should.Throw<FormatException>(() => BaselineReader.Read($"{Old} TUS-038\n{Old} TUS-043"))
            .Message.ShouldStartWith($"Line 2: '{Old}' is already in line 1.");
    }
}
