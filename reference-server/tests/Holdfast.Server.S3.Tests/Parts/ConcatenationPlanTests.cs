using Holdfast.Server.S3.Parts;

namespace Holdfast.Server.S3.Tests.Parts;

/// <summary>A plan has every byte once, in order, in parts that S3 takes.</summary>
public sealed class ConcatenationPlanTests
{
    [Test]
    public void Large_sources_are_copied_whole() =>
        Of(5, 50, 7, 5, 1).ShouldBe(["0:0-7", "1:0-5", "2:0-1"]);

    [Test]
    public void Small_sources_are_joined_and_take_from_the_next_what_they_lack() =>
        Of(5, 50, 1, 2, 9, 3).ShouldBe(["0:0-1 1:0-2 2:0-2", "2:2-9", "3:0-3"]);

    [Test]
    public void Huge_sources_are_divided_so_that_the_rest_is_a_copy_too() =>
        Of(5, 50, 101).ShouldBe(["0:0-50", "0:50-95", "0:95-101"]);

    [Test]
    public void Parts_are_equal_when_the_limits_are() =>
        Of(5, 5, 3, 9, 4).ShouldBe(["0:0-3 1:0-2", "1:2-7", "1:7-9 2:0-3", "2:3-4"]);

    [Test]
    public void Nothing_makes_no_part() => Of(5, 50, 0, 0).ShouldBeEmpty();

    [Test]
    public void Any_sources_keep_the_limits()
    {
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var (min, max) = (random.Next(1, 10), random.Next(20, 60));
            var sizes = Enumerable.Range(0, random.Next(8)).Select(_ => (long)random.Next(150)).ToArray();

            var plan = Plan(min, max, sizes);

            plan.Sum(part => part.Size).ShouldBe(sizes.Sum());
            plan.SkipLast(1).ShouldAllBe(part => part.Size >= min);
            plan.ShouldAllBe(part => part.Size <= max && part.Size > 0);
            var expected = sizes.SelectMany((size, source) => Enumerable.Range(0, (int)size).Select(at => (source.ToString(), (long)at)));
            plan.SelectMany(part => part.Ranges).SelectMany(range =>
                Enumerable.Range(0, (int)range.Count).Select(at => (range.Source.Key, range.From + at))).ShouldBe(expected);
        }
    }

    private static IEnumerable<string> Of(long min, long max, params long[] sizes) => Plan(min, max, sizes).Select(part =>
        string.Join(' ', part.Ranges.Select(range => $"{range.Source.Key}:{range.From}-{range.From + range.Count}")));

    private static IReadOnlyList<PlannedPart> Plan(long min, long max, long[] sizes) =>
        ConcatenationPlan.Of(sizes.Select((size, number) => (new S3Place("b", number.ToString()), size)), min, max);
}
