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
    public void A_case_judges_requirements_that_exist_once_each_and_that_a_server_can_break(Case @case)
    {
        @case.Judges.ShouldNotBeEmpty();
        @case.Judges.ShouldBeUnique();
        @case.Judges.Select(RequirementCatalogue.Get).Where(requirement => requirement.NotObservable is not null)
            .Select(requirement => requirement.Id).ShouldBeEmpty();
    }

    [TestCaseSource(typeof(CaseCatalogue), nameof(CaseCatalogue.All))]
    public void A_case_has_something_to_run_within_a_limit_and_needs_known_extensions(Case @case)
    {
        var nothing = new Case { Id = "x", Title = "x", Does = "x", Must = "x", Why = "x", Judges = [] }.Run;
        @case.Run.Method.ShouldNotBe(nothing.Method);
        @case.TimeLimit.ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));
        @case.Needs.ShouldBeSubsetOf(Extensions);
    }

    [Test]
    public void No_two_cases_run_the_same_method()
    {
        var bodies = CaseCatalogue.All.Select(@case => @case.Run.Target).ToList();
        bodies.ShouldBeUnique();
    }

    [GeneratedRegex("^(tus|ietf)(/[a-z0-9-]+)+$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[A-Z0-9\p{Ll}].*\.$", RegexOptions.Singleline)]
    private static partial Regex Sentence();
}
