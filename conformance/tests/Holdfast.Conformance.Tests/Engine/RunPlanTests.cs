using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Targets;
using Case = Holdfast.Conformance.Engine.Case;

namespace Holdfast.Conformance.Tests.Engine;

public sealed class RunPlanTests
{
    private static readonly RunOptions Options = new()
    {
        Subject = new RunSubject.Server(new Target
        {
            Url = new Uri("http://127.0.0.1:1/files/"), StallPatience = TimeSpan.FromSeconds(60),
        }),
        Parallel = 1,
    };

    [Test]
    public void Without_a_budget_everything_runs()
    {
        var plan = RunPlan.Of(CaseCatalogue.Variants, Options);
        plan.Cases.ShouldBe(CaseCatalogue.Variants);
        plan.LeftOut.ShouldBeEmpty();
        plan.AtMost.ShouldBeGreaterThan(plan.Expected + TimeSpan.FromMinutes(10));
    }

    [Test]
    public void The_most_valuable_cases_come_first_then_the_cheapest_and_the_rest_is_listed_in_that_order()
    {
        Case[] cases = [Of("late", rank: 3), Of("dear", rank: 1, stalls: 1), Of("b", rank: 1), Of("a", rank: 1), Of("middle", rank: 2)];
        var plan = RunPlan.Of(cases, Options with { Budget = TimeSpan.FromSeconds(3) });
        plan.Cases.Select(@case => @case.Title).ShouldBe(["a", "b", "middle"]);
        plan.LeftOut.Select(@case => @case.Title).ShouldBe(["dear", "late"]);
        plan.AtMost.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Test]
    public void An_expensive_case_that_does_not_fit_makes_room_for_a_cheaper_one()
    {
        Case[] cases = [Of("dear", rank: 1, stalls: 1), Of("late", rank: 5)];
        RunPlan.Of(cases, Options with { Budget = TimeSpan.FromSeconds(1) }).Cases.ShouldHaveSingleItem().Title.ShouldBe("late");
    }

    [Test]
    public void Cases_without_faults_come_before_those_with_faults()
    {
        Case[] cases = [Of("fault", rank: 1), Of("plain", rank: 5) with { Id = "tus/core/plain" }];
        RunPlan.Of(cases, Options with { Budget = TimeSpan.FromSeconds(1) }).Cases.ShouldHaveSingleItem().Title.ShouldBe("plain");
    }

    [Test]
    public void Several_hands_share_a_budget_but_no_case_takes_longer_than_it()
    {
        Case[] cases = [.. Enumerable.Range(1, 8).Select(number => Of($"{number}", rank: 1)), Of("dear", rank: 1, stalls: 1)];
        var plan = RunPlan.Of(cases, Options with { Budget = TimeSpan.FromSeconds(2), Parallel = 4 });
        plan.Cases.Count.ShouldBe(8);
        plan.Expected.ShouldBe(TimeSpan.FromSeconds(2));
        plan.LeftOut.ShouldHaveSingleItem().Title.ShouldBe("dear");
    }

    private static Case Of(string title, int rank, int stalls = 0) => new()
    {
        Id = $"tus/resilience/test/{title}",
        Title = title,
        Does = "x",
        Must = "x",
        Why = "x",
        Judges = [],
        Rank = rank,
        Stalls = stalls,
        Takes = TimeSpan.FromSeconds(1),
    };
}
