using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Selection;
using Case = Holdfast.Conformance.Engine.Case;

namespace Holdfast.Conformance.Tests.Selection;

public sealed class CaseSelectionTests
{
    private static readonly Case[] All =
        [.. new[]
        {
            "tus/core/head/length", "tus/core/patch/appends", "tus/core/patch/empty", "tus/resilience/cut/crumbs",
            "ietf/core/patch/appends",
        }.Select(Of)];

    [TestCase("**", "tus/core/head/length", true)]
    [TestCase("tus", "tus/core/head/length", true)]
    [TestCase("tus/", "tus/core/head/length", true)]
    [TestCase("tus/core/head", "tus/core/head/length", true)]
    [TestCase("tus/core/hea", "tus/core/head/length", false)]
    [TestCase("tus/core/head/length", "tus/core/head/length", true)]
    [TestCase("tus/core/head/length", "tus/core/head/length-two", false)]
    [TestCase("core", "tus/core/head/length", false)]
    [TestCase("*/core/head/length", "tus/core/head/length", true)]
    [TestCase("tus/*/length", "tus/core/head/length", false)]
    [TestCase("tus/core/*/len*", "tus/core/head/length", true)]
    [TestCase("tus/c*/head", "tus/core/head/length", true)]
    [TestCase("tus/**/length", "tus/core/head/length", true)]
    [TestCase("tus/core/head/**/length", "tus/core/head/length", true)]
    [TestCase("tus/**", "tus/core/head/length", true)]
    [TestCase("**/length", "tus/core/head/length", true)]
    [TestCase("**/ength", "tus/core/head/length", false)]
    [TestCase("tus/core.head/length", "tus/core/head/length", false)]
    [TestCase("TUS/**", "tus/core/head/length", false)]
    [TestCase("(a+)+$", "tus/core/head/length", false)]
    public void A_pattern_matches_within_segments_over_segments_and_by_whole_prefix(string pattern, string id, bool matches) =>
        new Glob(pattern).Matches(id).ShouldBe(matches);

    [Test]
    public void Without_patterns_everything_is_chosen() => new CaseSelection().Choose(All).Cases.ShouldBe(All);

    [Test]
    public void Only_joins_its_patterns_and_Except_takes_away()
    {
        var selection = new CaseSelection { Only = ["tus/core/patch", "**/crumbs"], Except = ["**/empty"] };
        Ids(selection).ShouldBe(["tus/core/patch/appends", "tus/resilience/cut/crumbs"]);
    }

    [TestCase("tus", 4)]
    [TestCase("ietf", 1)]
    [TestCase("all", 5)]
    public void The_protocol_is_the_first_segment(string protocol, int count) =>
        Ids(new CaseSelection { Protocol = protocol }).Count.ShouldBe(count);

    [Test]
    public void A_pattern_that_matches_nothing_is_named_even_beside_one_that_does()
    {
        var (cases, nothing) = new CaseSelection { Only = ["tus/**", "tus/cor/**"] }.Choose(All);
        cases.ShouldBeEmpty();
        nothing.ShouldBe("No case matches 'tus/cor/**'. Did you mean 'tus/core'? 'holdfast cases' lists them all.");
        new CaseSelection { Except = ["nothing"] }.Choose(All).Nothing.ShouldNotBeNull().ShouldContain("'nothing'");
    }

    [Test]
    public void An_empty_selection_is_reported_with_its_options()
    {
        var (cases, nothing) = new CaseSelection { Protocol = "ietf", Only = ["tus/**"] }.Choose(All);
        cases.ShouldBeEmpty();
        nothing.ShouldBe("The selection contains no case: protocol 'ietf', 1 --only, 0 --except, shard '1/1'. Widen it.");
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(8)]
    public void Parts_are_disjoint_and_together_complete(int count)
    {
        var ids = Enumerable.Range(0, 500).Select(number => $"tus/case/{number}").ToList();
        var parts = Enumerable.Range(1, count).Select(index => ids.Where(new Shard(index, count).Has).ToList()).ToList();
        parts.SelectMany(part => part).Order().ShouldBe(ids.Order());
        parts.ShouldAllBe(part => part.Count > 500 / count / 2);
    }

    [TestCase("1/1", 1, 1)]
    [TestCase("2/8", 2, 8)]
    public void A_shard_is_written_I_of_N(string text, int index, int count) => Shard.Parse(text).ShouldBe(new Shard(index, count));

    [TestCase("0/2")]
    [TestCase("3/2")]
    [TestCase("1")]
    [TestCase("1/2/3")]
    [TestCase("-1/2")]
    [TestCase("a/b")]
    [TestCase("1/0")]
    [TestCase("")]
    public void Anything_else_is_no_shard(string text) => Shard.Parse(text).ShouldBeNull();

    private static List<string> Ids(CaseSelection selection) => [.. selection.Choose(All).Cases.Select(@case => @case.Id)];

    private static Case Of(string id) => new() { Id = id, Title = "T", Does = "D.", Must = "M.", Why = "W.", Judges = [] };
}
