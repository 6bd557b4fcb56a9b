using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Walks;

namespace Holdfast.Conformance.Tests.Walks;

/// <summary>The shortened script still breaks the invariant, and each of its steps is needed.</summary>
[CancelAfter(30_000)]
public sealed class WalkShrinkerTests
{
    private static readonly WalkScript Long = new WalkGenerator(11, 8, ChunkRule.None).Generate("tus/resilience/walk/1", null);

    [Test]
    public async Task Only_the_steps_that_matter_are_left_in_their_order(CancellationToken cancellationToken)
    {
        var (first, last) =
            (Long.Steps.First(step => step.Do == WalkStepKind.Append), Long.Steps.Last(step => step.Do == WalkStepKind.Get));
        var shortest = await new WalkShrinker(script => Task.FromResult(script.Steps.Contains(first) && script.Steps.Contains(last)),
            () => false).ShrinkAsync(Long).WaitAsync(cancellationToken);
        shortest.Steps.ShouldBe([first, last]);
    }

    [Test]
    public async Task Faults_that_do_not_matter_go(CancellationToken cancellationToken)
    {
        Long.Steps.ShouldContain(step => step.Do == WalkStepKind.Append && step.Fault != null);
        var shortest = await new WalkShrinker(script => Task.FromResult(script.Steps.Any(step => step.Do == WalkStepKind.Append)),
            () => false).ShrinkAsync(Long).WaitAsync(cancellationToken);
        shortest.Steps.ShouldHaveSingleItem().ShouldSatisfyAllConditions(step => step.Fault.ShouldBeNull(), step => step.Shift.ShouldBe(0));
    }

    [Test]
    public async Task When_the_time_is_up_the_shortest_until_then_is_the_result(CancellationToken cancellationToken)
    {
        var tries = 0;
        var shortest =
            await new WalkShrinker(_ => Task.FromResult(++tries < 3), () => tries >= 2).ShrinkAsync(Long).WaitAsync(cancellationToken);
        tries.ShouldBe(2);
        shortest.Steps.Count.ShouldBeLessThan(Long.Steps.Count);
    }

    [Test]
    public async Task A_walk_that_never_breaks_again_is_not_shortened(CancellationToken cancellationToken) =>
        (await new WalkShrinker(_ => Task.FromResult(false), () => false).ShrinkAsync(Long).WaitAsync(cancellationToken)).Steps.ShouldBe(
            Long.Steps);
}
