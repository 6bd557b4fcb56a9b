using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Targets;
using Case = Holdfast.Conformance.Engine.Case;

namespace Holdfast.Conformance.Tests.Engine;

public sealed class CaseQueueTests
{
    private static readonly RunOptions Options = new()
    {
        Subject = new RunSubject.Server(new Target
        {
            Url = new Uri("http://127.0.0.1:1/files/"), StallPatience = TimeSpan.FromSeconds(60),
        }),
    };

    [Test]
    public void The_longest_case_comes_first_from_one_end_and_stalls_count_with_the_patience_of_the_run()
    {
        Case[] cases = [Of("short", 1), Of("long", 9), Of("stalls", 1, stalls: 1), Of("equal", 9)];
        new CaseQueue(cases, Options).LongestFirst().Select(one => one.Title).ShouldBe(["stalls", "long", "equal", "short"]);
    }

    [Test]
    public void Both_ends_together_give_each_case_once()
    {
        Case[] cases = [.. Enumerable.Range(1, 5).Select(seconds => Of($"{seconds}", seconds))];
        var queue = new CaseQueue(cases, Options);
        using var longest = queue.LongestFirst().GetEnumerator();
        using var shortest = queue.ShortestFirst().GetEnumerator();

        var taken = new List<string>();
        while (longest.MoveNext())
        {
            taken.Add(longest.Current.Title);
            if (shortest.MoveNext())
            {
                taken.Add(shortest.Current.Title);
            }
        }

        taken.ShouldBe(["5", "1", "4", "2", "3"]);
        shortest.MoveNext().ShouldBeFalse();
    }

    private static Case Of(string title, int seconds, int stalls = 0) => new()
    {
        Id = $"tus/core/test/{title}",
        Title = title,
        Does = "x",
        Must = "x",
        Why = "x",
        Judges = [],
        Stalls = stalls,
        Takes = TimeSpan.FromSeconds(seconds),
    };
}
