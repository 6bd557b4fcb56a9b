using System.Text.RegularExpressions;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;
using Case = Holdfast.Conformance.Engine.Case;

namespace Holdfast.Conformance.Tests.Catalogue;

public sealed partial class CaseCatalogueTests
{
    private static readonly string[] Extensions =
    [
        "creation", "creation-with-upload", "creation-defer-length", "expiration", "checksum", "checksum-trailer", "termination",
        "concatenation",
        "concatenation-unfinished",
    ];

    [Test]
    public void Ids_are_unique_well_formed_and_in_order()
    {
        var ids = CaseCatalogue.All.Select(@case => @case.Id).ToList();
        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => Id().IsMatch(id));
        ids.ShouldBe(ids.Order(StringComparer.Ordinal));
    }

    [Test]
    public void Every_requirement_that_can_be_seen_from_outside_has_a_case() =>
        RequirementCatalogue.All.Where(requirement => requirement.NotObservable is null).Select(requirement => requirement.Id)
            .Except(CaseCatalogue.All.SelectMany(@case => @case.Judges)).ShouldBeEmpty();

    [TestCaseSource(typeof(CaseCatalogue), nameof(CaseCatalogue.All))]
    public void A_case_says_in_sentences_what_it_does_what_must_happen_and_why(Case @case)
    {
        new[] { @case.Does, @case.Must, @case.Why }.ShouldAllBe(text => Sentence().IsMatch(text));
        @case.Title.ShouldNotEndWith(".");
        @case.Title.Length.ShouldBeInRange(10, 100);
    }

    [TestCaseSource(typeof(CaseCatalogue), nameof(CaseCatalogue.All))]
    public void A_case_judges_requirements_that_exist_once_each_and_that_its_subject_can_break(Case @case)
    {
        @case.Judges.ShouldNotBeEmpty();
        @case.Judges.ShouldBeUnique();
        @case.Judges.Select(RequirementCatalogue.Get).Where(requirement => !CanBreak(@case.Subject, requirement))
            .Select(requirement => requirement.Id).ShouldBeEmpty();
    }

    [TestCaseSource(typeof(CaseCatalogue), nameof(CaseCatalogue.All))]
    public void A_case_has_something_to_run_within_a_limit_and_needs_known_extensions(Case @case)
    {
        var nothing = new Case { Id = "x", Title = "x", Does = "x", Must = "x", Why = "x", Judges = [] }.Run;
        (@case.Run.Method != nothing.Method || @case.RunClient is not null).ShouldBeTrue();
        @case.TimeLimit.ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));
        @case.Needs.ShouldBeSubsetOf(Extensions);
    }

    [Test]
    public void No_two_cases_run_the_same_method()
    {
        var bodies = CaseCatalogue.All.Select(@case => @case.RunClient?.Target ?? @case.Run.Target).ToList();
        bodies.ShouldBeUnique();
    }

    [Test]
    public void A_case_of_a_client_runs_once_with_each_client_under_an_id_that_names_the_client()
    {
        var known = CaseCatalogue.All.Where(@case => @case.Subject == Role.Client).ToList();
        var variants = CaseCatalogue.VariantsFor(["a", "b"]);
        variants.Count.ShouldBe(2 * known.Count);
        variants[0].Id.ShouldBe($"{known[0].Id}@a");
        variants[0].Axes.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("client", "a"));
        variants.ShouldAllBe(variant => CaseCatalogue.Find(variant.Id) == CaseCatalogue.Find(variant.CatalogueId));
        CaseCatalogue.Variants.ShouldAllBe(variant => variant.Subject == Role.Server);
    }

    private static bool CanBreak(Role subject, Requirement requirement) =>
        subject == Role.Client ? requirement.Binds(Role.Client) : requirement.NotObservable is null;

    [GeneratedRegex("^(tus|ietf)(/[a-z0-9-]+)+$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[A-Z0-9\p{Ll}].*\.$", RegexOptions.Singleline)]
    private static partial Regex Sentence();
}
