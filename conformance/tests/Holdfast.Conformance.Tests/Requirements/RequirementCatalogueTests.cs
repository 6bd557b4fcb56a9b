using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Requirements;

public sealed class RequirementCatalogueTests
{
    [Test]
    public void Every_tus_requirement_from_1_to_160_is_there_exactly_once()
    {
        var ids = RequirementCatalogue.All.Select(requirement => requirement.Id).ToList();
        ids.ShouldBeUnique();
        ids.Where(id => id.StartsWith("TUS-", StringComparison.Ordinal))
            .ShouldBe(Enumerable.Range(1, 160).Select(number => $"TUS-{number:000}"));
    }

    [Test]
    public void Every_corner_from_A_01_to_A_74_is_there()
    {
        var ids = RequirementCatalogue.All.Select(requirement => requirement.Id).ToHashSet();
        Enumerable.Range(1, 74).Select(number => $"A-{number:00}").Where(id => !ids.Contains(id)).ShouldBeEmpty();
    }

    [Test]
    public void Every_row_of_the_draft_from_1_to_181_and_of_its_earlier_texts_is_there()
    {
        var ids = RequirementCatalogue.All.Where(requirement => requirement.Versions is not null).Select(requirement => requirement.Id);
        ids.ShouldBe(Enumerable.Range(1, 181).Concat(Enumerable.Range(201, 30)).Select(number => $"IETF-{number:000}"));
    }

    [TestCase("IETF-107", Level.Must, 3, 4, 5, 6, 7, 8, 9, 10)]
    [TestCase("IETF-088", Level.Must, 3, 4, 5, 6, 7, 8, 9)]
    [TestCase("IETF-003", Level.Should, 8, 9, 10)]
    [TestCase("IETF-006", Level.Must, 6, 7, 8, 9, 10)]
    [TestCase("IETF-163", Level.Must, 8, 9, 10)]
    [TestCase("IETF-044", Level.Must, 7, 9, 10)]
    [TestCase("IETF-046", Level.Should, 9, 10)]
    [TestCase("IETF-105", Level.Should, 6, 7, 8, 9, 10)]
    [TestCase("IETF-161", Level.Should, 4, 5, 6, 7, 8, 9, 10)]
    [TestCase("IETF-180", Level.MustNot, 10)]
    [TestCase("IETF-123", Level.Should, 3, 4, 5, 6, 7, 8, 9, 10)]
    [TestCase("IETF-119", Level.MustNot, 5, 6, 7, 8, 9, 10)]
    [TestCase("IETF-042", Level.Must, 7, 9, 10)]
    [TestCase("IETF-207", Level.Must, 3, 4, 5, 6)]
    [TestCase("IETF-114", Level.May, 9, 10)]
    public void A_requirement_of_the_draft_has_its_keyword_and_the_versions_all_of_whose_texts_say_it(
        string id, Level level, params int[] versions)
    {
        RequirementCatalogue.Get(id).Level.ShouldBe(level);
        RequirementCatalogue.Get(id).Versions.ShouldBe(versions);
        RequirementCatalogue.Get(id).AppliesTo(versions[0] - 1).ShouldBeFalse();
    }

    [TestCase("IETF-034", 9, Level.ShouldNot)]
    [TestCase("IETF-034", 10, Level.May)]
    [TestCase("IETF-061", 6, Level.Must)]
    [TestCase("IETF-061", 7, Level.Should)]
    [TestCase("IETF-066", 7, Level.Should)]
    [TestCase("IETF-066", 8, Level.Must)]
    [TestCase("IETF-127", 7, Level.Should)]
    [TestCase("IETF-127", 8, Level.Must)]
    [TestCase("IETF-128", 6, Level.Must)]
    [TestCase("IETF-128", 7, Level.Implied)]
    [TestCase("IETF-129", 6, Level.May)]
    [TestCase("IETF-129", 9, Level.Should)]
    [TestCase("IETF-179", 9, Level.Implied)]
    [TestCase("IETF-179", 10, Level.Must)]
    public void The_keyword_is_the_one_of_the_version(string id, int version, Level level) =>
        RequirementCatalogue.Get(id).LevelIn(version).ShouldBe(level);

    [TestCaseSource(typeof(RequirementCatalogue), nameof(RequirementCatalogue.All))]
    public void A_requirement_has_a_clause_a_text_and_a_way_to_observe_it(Requirement requirement)
    {
        requirement.Clause.ShouldStartWith(
            requirement.Versions is not null ? "draft, " : IsCorner(requirement) ? "Holdfast corner: " : "tus 1.0.0, ");
        requirement.Text.ShouldNotBeNullOrWhiteSpace();
        requirement.Observe.ShouldNotBeNullOrWhiteSpace();
        requirement.Url?.ShouldStartWith("https://");
    }

    [TestCaseSource(typeof(RequirementCatalogue), nameof(RequirementCatalogue.All))]
    public void A_requirement_of_Holdfast_names_no_clause_and_cannot_fail(Requirement requirement)
    {
        requirement.Clause.EndsWith("; no clause of tus 1.0.0", StringComparison.Ordinal).ShouldBe(IsCorner(requirement));
        if (IsCorner(requirement))
        {
            requirement.Level.WhenBroken().ShouldBe(Verdict.Warn);
        }
    }

    [TestCaseSource(nameof(DecidedCorners))]
    public void A_requirement_derived_from_a_MUST_cites_its_clause_text_and_URL(Requirement corner)
    {
        var followed = corner.Follows.ShouldNotBeNull().Select(RequirementCatalogue.Get).ToList();
        followed.ShouldAllBe(must => must.Level.WhenBroken() == Verdict.Fail && must.Id.StartsWith("TUS-", StringComparison.Ordinal));
        (corner.Level, corner.Clause, corner.Url).ShouldBe((followed[0].Level, followed[0].Clause, followed[0].Url));
        corner.Url.ShouldNotBeNull().ShouldStartWith("https://tus.io/protocols/resumable-upload#");
        corner.Text.Split("” Case: ")[0].Split("” “").Count(words => words.Contains(" MUST ", StringComparison.Ordinal))
            .ShouldBe(followed.Count);
    }

    [TestCase("TUS-036", Level.Must)]
    [TestCase("TUS-032", Level.MustNot)]
    [TestCase("TUS-137", Level.ShallNot)]
    [TestCase("TUS-029", Level.Should)]
    [TestCase("TUS-145", Level.ShouldNot)]
    [TestCase("TUS-046", Level.May)]
    [TestCase("TUS-053", Level.Implied)]
    [TestCase("TUS-155", Level.Evidence)]
    [TestCase("TUS-147", Level.Undefined)]
    [TestCase("A-24", Level.Robustness)]
    [TestCase("A-35-MUST", Level.Must)]
    public void A_requirement_has_the_keyword_of_the_text(string id, Level level) => RequirementCatalogue.Get(id).Level.ShouldBe(level);

    [TestCase(Level.Must, Verdict.Fail, "MUST")]
    [TestCase(Level.MustNot, Verdict.Fail, "MUST NOT")]
    [TestCase(Level.ShallNot, Verdict.Fail, "SHALL NOT")]
    [TestCase(Level.Should, Verdict.Warn, "SHOULD")]
    [TestCase(Level.ShouldNot, Verdict.Warn, "SHOULD NOT")]
    [TestCase(Level.Implied, Verdict.Warn, "IMPLIED")]
    [TestCase(Level.Robustness, Verdict.Warn, "ROBUSTNESS")]
    [TestCase(Level.May, Verdict.Observe, "MAY")]
    [TestCase(Level.Evidence, Verdict.Observe, "EVIDENCE")]
    [TestCase(Level.Undefined, Verdict.Observe, "UNDEFINED")]
    public void The_keyword_alone_decides_what_a_broken_requirement_weighs(Level level, Verdict broken, string keyword)
    {
        level.WhenBroken().ShouldBe(broken);
        level.ToKeyword().ShouldBe(keyword);
    }

    private static IEnumerable<Requirement> DecidedCorners =>
        RequirementCatalogue.All.Where(requirement => requirement.Id.EndsWith("-MUST", StringComparison.Ordinal));

    private static bool IsCorner(Requirement requirement) => requirement.Id[0] is 'A' or 'H' or 'P' && requirement.Follows is null;

    [Test]
    public void An_unknown_number_is_named() =>
        Should.Throw<KeyNotFoundException>(() => RequirementCatalogue.Get("TUS-999")).Message.ShouldBe(
            "No requirement has the number 'TUS-999'.");
}
