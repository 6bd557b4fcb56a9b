using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;

namespace Holdfast.Conformance.Tests.Requirements;

/// <summary>Each requirement has, in each state of an upload, a case that judges it or a reason why there is none.</summary>
public sealed class StateTableTests
{
    private const string UpdateVariable = "HOLDFAST_UPDATE_GOLDEN";

    private static IEnumerable<TestCaseData> Tables =>
    [
        new TestCaseData("tus1-states.json", (Requirement requirement) =>
            requirement.Id.StartsWith("TUS-", StringComparison.Ordinal) || requirement.Id == "RFC-01").SetArgDisplayNames("tus"),
        new TestCaseData("ietf-states.json", (Requirement requirement) => requirement.Versions is not null).SetArgDisplayNames("ietf"),
    ];

    [TestCaseSource(nameof(Tables))]
    public void Each_requirement_that_a_server_can_be_seen_to_break_is_crossed_with_the_states_or_has_none(
        string file, Func<Requirement, bool> isMeant)
    {
        var table = StateTable.Read(file);
        var crossed = table.Requirements.Select(row => row.Id).Concat(table.Elsewhere.Values.SelectMany(ids => ids)).ToList();
        crossed.ShouldBeUnique();
        crossed.ShouldBe(
            RequirementCatalogue.All.Where(one => isMeant(one) && one.Role != Role.Client && one.NotObservable is null)
                .Select(one => one.Id), ignoreOrder: true);
    }

    [TestCaseSource(nameof(Tables))]
    public void Each_cell_has_cases_that_judge_the_requirement_or_a_reason(string file, Func<Requirement, bool> isMeant)
    {
        _ = isMeant;
        var table = StateTable.Read(file);
        foreach (var row in table.Requirements)
        {
            row.Cells.Keys.Concat(row.Not.Keys).ShouldBe(table.States.Keys, ignoreOrder: true, row.Id);
            row.Not.Values.Except(table.Reasons.Keys).ShouldBeEmpty(row.Id);
            row.Cells.Values.ShouldAllBe(cases => cases.Count > 0, row.Id);
            row.Cells.Values.SelectMany(cases => cases).Where(id => CaseCatalogue.Find(id)?.Judges.Contains(row.Id) != true)
                .ShouldBeEmpty($"These cases do not exist, or do not judge {row.Id}.");
        }

        table.Reasons.Keys.Except(table.Requirements.SelectMany(row => row.Not.Values)).ShouldBeEmpty("These reasons are nobody's.");
        table.Reasons.Values.Concat(table.Elsewhere.Keys).ShouldAllBe(reason => reason.EndsWith('.'));
    }

    [Test]
    public void Each_case_of_a_state_is_named_where_it_judges()
    {
        foreach (var (file, folder) in new[] { ("tus1-states.json", "tus/states/"), ("ietf-states.json", "ietf/states/") })
        {
            var named = StateTable.Read(file).Requirements.SelectMany(row => row.Cells.Values).SelectMany(cases => cases).ToHashSet();
            CaseCatalogue.All.Select(one => one.Id).Where(id => id.StartsWith(folder, StringComparison.Ordinal)).Except(named)
                .ShouldBeEmpty();
        }
    }

    [Test]
    public void The_page_shows_requirements_and_states()
    {
        var page = StatePage.Render(StateTable.Read("tus1-states.json"), StateTable.Read("ietf-states.json"));
        var path = Path.Combine(StateTable.Root.FullName, "docs", "states.md");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, page);
        }

        File.ReadAllText(path)
            .ShouldBe(page, $"The page is older than the table. Run this test with {UpdateVariable}=1 and read the difference.");
    }
}
